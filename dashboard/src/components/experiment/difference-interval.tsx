import type { OutcomeFragment } from '../../gql/graphql';

/** Candidate less control with its interval, about a line at no difference; the words beside say the same. */
export function DifferenceInterval({ outcome: { difference, low, high } }: { outcome: OutcomeFragment }) {
  if (difference === null || low === null || high === null) return null;
  const reach = Math.max(0.05, Math.abs(low), Math.abs(high));
  const x = (value: number) => 50 + (50 * value) / reach;
  return (
    <svg className="difference" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect className="satisfaction-scale" width="100" height="6" />
      <rect className="satisfaction-interval" x={x(low)} width={x(high) - x(low)} height="6" />
      <rect className="satisfaction-value" x={x(difference) - 0.4} width="0.8" height="6" />
      <rect className="difference-none" x="49.8" width="0.4" height="6" />
    </svg>
  );
}
