import { graphql } from '../gql';
import type { FeedbackSummaryFragment } from '../gql/graphql';
import { count, share } from '../text/format';

export const feedbackSummaryFragment = graphql(`
  fragment FeedbackSummary on FeedbackSummary {
    count
    positive
    negative
    corrections
    satisfaction
    satisfactionLow
    satisfactionHigh
  }
`);

/** The share of positive ratings with its 95 % interval, drawn and in words. */
export function Satisfaction({ summary }: { summary: FeedbackSummaryFragment }) {
  const { positive, negative, corrections, satisfaction, satisfactionLow: low, satisfactionHigh: high } = summary;
  if (satisfaction === null || low === null || high === null) {
    return <p className="muted">{summary.count > 0 ? `${count(summary.count)} remarks, no ratings yet.` : 'No feedback yet.'}</p>;
  }
  return (
    <div className="satisfaction">
      <p>
        <strong>{share(satisfaction)}</strong> satisfied{' '}
        <span className="muted">
          (95 % interval {share(low)} to {share(high)})
        </span>
      </p>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="satisfaction-scale" width="100" height="6" />
        <rect className="satisfaction-interval" x={low * 100} width={(high - low) * 100} height="6" />
        <rect className="satisfaction-value" x={satisfaction * 100 - 0.4} width="0.8" height="6" />
      </svg>
      <p className="muted">
        {count(positive)} positive, {count(negative)} negative, {count(corrections)} corrections
      </p>
    </div>
  );
}
