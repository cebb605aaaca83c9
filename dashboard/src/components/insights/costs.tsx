import { useScopes } from '../../api/use-scopes';
import { PricesForm } from '../../forms/prices-form';
import { graphql } from '../../gql';
import type { CostFragment, PricesFragment } from '../../gql/graphql';
import { count, duration, money } from '../../text/format';
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

interface CostsProps {
  readonly costs: Readonly<Record<'training' | 'studies' | 'generations', CostFragment>>;
  /** Of the project; null where nobody set any. */
  readonly prices: PricesFragment | null;
  readonly onPrices: () => void;
}

/** What a model cost, by what it was spent on, and the prices that this goes by. */
export function Costs({ costs, prices, onPrices }: CostsProps) {
  const mayChange = useScopes().includes('ADMIN');
  const named = [['Training', costs.training], ['Data studies', costs.studies], ['Generations', costs.generations]] as const;
  const price = (amount: number | null, currency: string | null) => (amount === null ? '–' : `${money(amount)} ${currency ?? ''}`);
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
      <p className="muted">{prices ? pricesInWords(prices) : `Nobody set prices yet${mayChange ? '' : '; a key with the scope ADMIN may'}.`}</p>
      {mayChange && <PricesForm key={JSON.stringify(prices)} prices={prices} onSet={onPrices} />}
    </Section>
  );
}

const pricesInWords = ({ currency, perHour, perGpuHour }: PricesFragment) =>
  `An hour of computing costs ${money(perHour)} ${currency}${perGpuHour > 0 ? `, and ${money(perGpuHour)} ${currency} more on a GPU` : ''}.`;
