import { useRef, useState } from 'react';
import { newIdempotencyKey } from '../api/idempotency-key';
import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import type { Rating } from '../gql/graphql';
import { FeedbackRemark } from './feedback-remark';
import { Problems } from './problems';

const GiveFeedback = graphql(`
  mutation GiveFeedback($input: GiveFeedbackInput!) {
    result: giveFeedback(input: $input) {
      feedback {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** Thumbs up or down, stored at the click; then what it should have been, for those who want to say. */
export function FeedbackForm({ generationId, labels }: { generationId: string; labels: readonly string[] }) {
  const [rating, setRating] = useState<Rating | null>(null);
  const [remarked, setRemarked] = useState(false);
  const rate = useAction(GiveFeedback);
  const remark = useAction(GiveFeedback);
  // One key per generation and rating: a double click counts once.
  const keys = useRef({ POSITIVE: newIdempotencyKey(), NEGATIVE: newIdempotencyKey(), remark: newIdempotencyKey() });

  const giveRating = async (chosen: Rating) => {
    if (await rate.run({ input: { generationId, rating: chosen, idempotencyKey: keys.current[chosen] } })) setRating(chosen);
  };
  const giveRemark = async (label: string, comment: string) => {
    const input = { generationId, ...(label && { correction: { label } }), ...(comment && { comment }), idempotencyKey: keys.current.remark };
    if (await remark.run({ input })) setRemarked(true);
    else keys.current.remark = newIdempotencyKey();
  };

  return (
    <div className="feedback">
      {rating === null ? (
        <div className="feedback-ask" role="group" aria-label="Feedback">
          <span>Is this good?</span>
          <Thumb rating="POSITIVE" disabled={rate.busy} onRate={giveRating} />
          <Thumb rating="NEGATIVE" disabled={rate.busy} onRate={giveRating} />
        </div>
      ) : (
        <p className="feedback-thanks" role="status">
          {rating === 'POSITIVE' ? '👍' : '👎'} Thank you. {remarked ? 'Your remark is stored too.' : 'This is stored.'}
        </p>
      )}
      <Problems problems={[...rate.problems, ...remark.problems]} />
      {rating !== null && !remarked && <FeedbackRemark labels={labels} busy={remark.busy} onRemark={(label, comment) => void giveRemark(label, comment)} />}
    </div>
  );
}

interface ThumbProps {
  readonly rating: Rating;
  readonly disabled: boolean;
  readonly onRate: (rating: Rating) => Promise<void>;
}

function Thumb({ rating, disabled, onRate }: ThumbProps) {
  const up = rating === 'POSITIVE';
  return (
    <button type="button" className="thumb" disabled={disabled} aria-label={up ? 'Thumbs up' : 'Thumbs down'} title={up ? 'Good' : 'Not good'} onClick={() => void onRate(rating)}>
      <svg viewBox="0 0 24 24" aria-hidden="true" className={up ? undefined : 'turned'}>
        <path d="M7 21H4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1h3m0 10V11m0 10h10.3a2 2 0 0 0 2-1.6l1.5-7A2 2 0 0 0 18.9 10H14V5.5A2.5 2.5 0 0 0 11.5 3L7 11" />
      </svg>
    </button>
  );
}
