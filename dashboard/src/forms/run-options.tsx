import type { Problem } from '../api/problems';
import { type Choice, ChoiceField, choicesOf } from '../components/choice-field';
import { Field } from '../components/field';
import type { ClassBalance } from '../gql/graphql';
import { NumberField } from './number-field';

export interface Options {
  readonly name: string;
  readonly seed: string;
  readonly mixed: boolean;
  readonly balance: ClassBalance;
  readonly maxSeconds: string;
  readonly stopEarly: boolean;
  readonly metric: string;
  readonly patience: string;
}

export const emptyOptions: Options = { name: '', seed: '', mixed: false, balance: 'NONE', maxSeconds: '', stopEarly: false, metric: 'validation/loss', patience: '3' };

const balances = choicesOf<ClassBalance>({ NONE: 'As they are', OVERSAMPLE: 'Oversample', UNDERSAMPLE: 'Undersample', CLASS_WEIGHTS: 'Class weights', GENERATED: 'Generated samples' });
const meanings: Readonly<Record<ClassBalance, string>> = {
  NONE: 'Every sample comes once in an epoch.',
  OVERSAMPLE: 'Samples of rarer classes are repeated until each class has as many as the largest.',
  UNDERSAMPLE: 'Each epoch takes as many samples of each class as the smallest has, others each time.',
  CLASS_WEIGHTS: 'A sample counts in the loss inversely to the frequency of its class.',
  GENERATED: 'Missing samples of rare classes are drawn by the newest conditional model of the project that can.',
};
const precisions: readonly Choice<'FLOAT32' | 'MIXED'>[] = [{ value: 'FLOAT32', name: 'float32' }, { value: 'MIXED', name: 'Mixed (16 and 32 bits)' }];

interface RunOptionsProps {
  /** The dataset has classes to balance. */
  readonly hasClasses: boolean;
  readonly options: Options;
  readonly onOptions: (options: Options) => void;
  readonly problemsOf: (name: string) => readonly Problem[];
}

/** What every run has, whichever algorithm it trains. */
export function RunOptions({ hasClasses, options, onOptions, problemsOf }: RunOptionsProps) {
  const set = (change: Partial<Options>) => onOptions({ ...options, ...change });
  return (
    <fieldset className="card">
      <legend>Run</legend>
      <div className="fields">
        <Field label="Name" hint="How the run and its model are listed. Made up where empty." problems={problemsOf('name')}>
          {(attributes) => <input {...attributes} value={options.name} onChange={(event) => set({ name: event.target.value })} />}
        </Field>
        <NumberField label="Seed" hint="The same seed draws the same random numbers." value={options.seed} problems={problemsOf('seed')} placeholder="drawn" onValue={(seed) => set({ seed })} />
        <ChoiceField
          label="Precision"
          hint="Mixed is faster where the worker has 16-bit arithmetic; the model is float32 in either case."
          value={options.mixed ? 'MIXED' : 'FLOAT32'}
          choices={precisions}
          problems={problemsOf('precision')}
          onChoose={(precision) => set({ mixed: precision === 'MIXED' })}
        />
        {hasClasses && (
          <ChoiceField label="Balance of classes" hint={`${meanings[options.balance]} Validation and test stay as they are.`} value={options.balance} choices={balances} problems={problemsOf('balance')} onChoose={(balance) => set({ balance })} />
        )}
        <NumberField
          label="Longest time"
          hint="Seconds of training after which the run ends with what it has."
          value={options.maxSeconds}
          problems={problemsOf('maxSeconds')}
          placeholder="no limit"
          onValue={(maxSeconds) => set({ maxSeconds })}
        />
        <Field label="Stop early" hint="Ends once a metric no longer gets better.">
          {(attributes) => (
            <span className="check">
              <input {...attributes} type="checkbox" checked={options.stopEarly} onChange={(event) => set({ stopEarly: event.target.checked })} />
            </span>
          )}
        </Field>
        {options.stopEarly && (
          <>
            <Field label="Metric to watch" hint="For example validation/loss." problems={problemsOf('metric')}>
              {(attributes) => <input {...attributes} value={options.metric} onChange={(event) => set({ metric: event.target.value })} />}
            </Field>
            <NumberField label="Patience" hint="Evaluations without improvement." value={options.patience} problems={problemsOf('patience')} onValue={(patience) => set({ patience })} />
          </>
        )}
      </div>
    </fieldset>
  );
}
