import { useRef, useState } from 'react';
import { newIdempotencyKey } from '../api/idempotency-key';
import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import type { Rating } from '../gql/graphql';
import { FeedbackRemark, type Remark } from './feedback-remark';
import { Problems } from './problems';
import { ThumbIcon } from './thumb-icon';

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

const ratings: readonly Rating[] = ['POSITIVE', 'NEGATIVE'];

interface FeedbackFormProps {
  readonly generationId: string;
  readonly labels: readonly string[];
  /** Whether what was made is a text, which can be corrected as a whole. */
  readonly isText: boolean;
}

/** Thumbs up or down, stored at the click; then what it should have been, for those who want to say. */
export function FeedbackForm({ generationId, labels, isText }: FeedbackFormProps) {
  const [rating, setRating] = useState<Rating | null>(null);
  const [remarked, setRemarked] = useState(false);
  const rate = useAction(GiveFeedback);
  const remark = useAction(GiveFeedback);
  // One key per generation and rating: a double click counts once.
  const keys = useRef({ POSITIVE: newIdempotencyKey(), NEGATIVE: newIdempotencyKey(), remark: newIdempotencyKey() });

  const giveRating = async (chosen: Rating) => {
    if (await rate.run({ input: { generationId, rating: chosen, idempotencyKey: keys.current[chosen] } })) setRating(chosen);
  };
  const giveRemark = async ({ correction, comment }: Remark) => {
    const input = { generationId, ...(correction && { correction: isText ? { text: correction } : { label: correction } }), ...(comment && { comment }), idempotencyKey: keys.current.remark };
    if (await remark.run({ input })) setRemarked(true);
    else keys.current.remark = newIdempotencyKey();
  };

  return (
    <div className="feedback">
      {rating === null ? (
        <div className="feedback-ask" role="group" aria-label="Feedback">
          <span>Is this good?</span>
          {ratings.map((choice) => (
            <button key={choice} type="button" className="thumb" disabled={rate.busy} onClick={() => void giveRating(choice)}>
              <ThumbIcon rating={choice} />
            </button>
          ))}
        </div>
      ) : (
        <p className="feedback-thanks" role="status">
          <ThumbIcon rating={rating} /> Thank you. {remarked ? 'Your remark is stored too.' : 'This is stored.'}
        </p>
      )}
      <Problems problems={[...rate.problems, ...remark.problems]} />
      {rating !== null && !remarked && <FeedbackRemark labels={labels} isText={isText} busy={remark.busy} onRemark={(said) => void giveRemark(said)} />}
    </div>
  );
}
