import { graphql } from '../gql';
import type { DecisionNumbersFragment } from '../gql/graphql';
import { metric } from '../text/format';

export const decisionNumbersFragment = graphql(`
  fragment DecisionNumbers on DecisionNumber {
    name
    value
  }
`);

/** What a decision was taken by, folded up. */
export function DecisionNumbers({ numbers }: { numbers: readonly DecisionNumbersFragment[] }) {
  if (numbers.length === 0) return null;
  return (
    <details>
      <summary>Numbers that decided</summary>
      <dl className="numbers">
        {numbers.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{metric(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
