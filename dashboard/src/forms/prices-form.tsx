import { useState, type FormEvent } from 'react';
import { useIdempotencyKey } from '../api/idempotency-key';
import { problemsAt, type Problem } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { graphql } from '../gql';
import type { PricesFragment } from '../gql/graphql';
import { numberProblems } from './hyperparameter-values';
import { NumberField, numberIn } from './number-field';

export const pricesFragment = graphql(`
  fragment Prices on Prices {
    currency
    perHour
    perGpuHour
  }
`);

const SetPrices = graphql(`
  mutation SetPrices($input: SetPricesInput!) {
    result: setPrices(input: $input) {
      project {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const fields = ['currency', 'perHour', 'perGpuHour'] as const;
const FIRST = { currency: 'EUR', perHour: '', perGpuHour: '0' };

/** Sets what an hour of computing costs in the project. For keys with the scope ADMIN. */
export function PricesForm({ prices, onSet }: { prices: PricesFragment | null; onSet: () => void }) {
  const [entered, setEntered] = useState(() => (prices ? { currency: prices.currency, perHour: String(prices.perHour), perGpuHour: String(prices.perGpuHour) } : FIRST));
  const [unreadable, setUnreadable] = useState<readonly Problem[]>([]);
  const { busy, problems: refused, run } = useAction(SetPrices);
  const keyOf = useIdempotencyKey();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = (['perHour', 'perGpuHour'] as const).flatMap((name) => numberProblems(name, entered[name], false));
    setUnreadable(found);
    const perHour = numberIn(entered.perHour);
    if (found.length > 0 || perHour === undefined) return;
    const input = { currency: entered.currency.trim().toUpperCase(), perHour, perGpuHour: numberIn(entered.perGpuHour) ?? 0 };
    // Prices that were shown belong to the key: setting what held before somebody else's change is a new wish.
    if (await run({ input: { ...input, idempotencyKey: keyOf([input, prices]) } })) onSet();
  };
  const problems = unreadable.length > 0 ? unreadable : refused;
  const elsewhere = problems.filter((problem) => !fields.some((name) => problemsAt([problem], name).length > 0));
  return (
    <form className="form no-print" aria-label="Prices" onSubmit={(event) => void submit(event)} noValidate>
      <div className="fields">
        <Field label="Currency" hint="Three letters, such as EUR or USD." problems={problemsAt(problems, 'currency')}>
          {(attributes) => <input {...attributes} value={entered.currency} maxLength={3} onChange={(event) => setEntered({ ...entered, currency: event.target.value })} />}
        </Field>
        <NumberField label="Price of an hour" hint="Of a worker’s process that trains or makes generations." value={entered.perHour} problems={problemsAt(problems, 'perHour')} onValue={(perHour) => setEntered({ ...entered, perHour })} />
        <NumberField label="More with a GPU" hint="For an hour, on top of that, where there is one." value={entered.perGpuHour} problems={problemsAt(problems, 'perGpuHour')} onValue={(perGpuHour) => setEntered({ ...entered, perGpuHour })} />
      </div>
      <Problems problems={elsewhere} />
      <div className="actions">
        <button type="submit" disabled={busy || entered.perHour.trim() === ''}>
          Set prices
        </button>
        <span className="muted">For the whole project, and for what was computed before, too.</span>
      </div>
    </form>
  );
}
