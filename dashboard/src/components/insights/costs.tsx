import { graphql } from '../../gql';
import type { CostFragment } from '../../gql/graphql';
import { count, duration, metric } from '../../text/format';
import { Section } from '../section';

export const costFragment = graphql(`
  fragment Cost on Cost {
    count
    seconds
    gpuSeconds
    amount
    amountEach
    currency
  }
`);

/** What a model cost, by what it was spent on. */
export function Costs({ costs }: { costs: Readonly<Record<'training' | 'studies' | 'generations', CostFragment>> }) {
  const named = [['Training', costs.training], ['Data studies', costs.studies], ['Generations', costs.generations]] as const;
  const price = (amount: number | null, currency: string | null) => (amount === null ? '–' : `${metric(amount)} ${currency ?? ''}`);
  return (
    <Section title="Costs">
      <div className="table-scroll">
        <table className="rows">
          <thead>
            <tr>
              {['', 'Count', 'Time', 'On a GPU', 'Cost', 'Each'].map((title) => (
                <th key={title} scope="col" className={title ? 'number' : ''}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {named.map(([name, { count: number, seconds, gpuSeconds, amount, amountEach, currency }]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{count(number)}</td>
                <td className="number">{duration(seconds)}</td>
                <td className="number">{duration(gpuSeconds)}</td>
                <td className="number">{price(amount, currency)}</td>
                <td className="number">{price(amountEach, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {costs.training.amount === null && <p className="muted">Nobody set prices yet: setPrices says what an hour costs.</p>}
    </Section>
  );
}
