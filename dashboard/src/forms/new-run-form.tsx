import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useIdempotencyKey } from '../api/idempotency-key';
import { problemsAt, type Problem } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { graphql } from '../gql';
import type { FormAlgorithmFragment, VersionChoiceFragment } from '../gql/graphql';
import { paths } from '../paths';
import { count } from '../text/format';
import { HyperparameterField } from './hyperparameter-field';
import { defaultsOf, type Entered } from './hyperparameter-values';
import { emptyOptions, RunOptions } from './run-options';
import { startInput, startProblems } from './start-input';

export const formAlgorithmFragment = graphql(`
  fragment FormAlgorithm on Algorithm {
    key
    name
    description
    datasetKinds
    hyperparameters {
      ...Hyperparameter
    }
  }
`);

const StartRun = graphql(`
  mutation StartRun($input: StartTrainingRunInput!) {
    result: startTrainingRun(input: $input) {
      trainingRun {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface NewRunFormProps {
  readonly algorithms: readonly FormAlgorithmFragment[];
  /** The first is chosen to begin with. */
  readonly versions: readonly VersionChoiceFragment[];
}

export function NewRunForm({ algorithms, versions }: NewRunFormProps) {
  const [, navigate] = useLocation();
  const [versionId, setVersionId] = useState(versions[0]?.id ?? '');
  const version = versions.find(({ id }) => id === versionId);
  const kind = version?.dataset.kind;
  const hasClasses = (version?.classes.length ?? 0) > 1;
  const fitting = algorithms.filter(({ datasetKinds }) => kind && datasetKinds.includes(kind));
  const [chosenKey, setChosenKey] = useState('');
  const algorithm = fitting.find(({ key }) => key === chosenKey) ?? fitting[0];
  const [entered, setEntered] = useState<Readonly<Record<string, Entered>>>({});
  const [options, setOptions] = useState(emptyOptions);
  const [unreadable, setUnreadable] = useState<readonly Problem[]>([]);
  const { busy, problems: refused, run } = useAction(StartRun);
  const keyOf = useIdempotencyKey();

  if (!algorithm) return <Problems problems={[{ message: 'No installed algorithm learns from this kind of dataset.', path: [] }]} />;
  const values = entered[algorithm.key] ?? defaultsOf(algorithm.hyperparameters);
  const set = (name: string, value: string) => setEntered({ ...entered, [algorithm.key]: { ...values, [name]: value } });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = startProblems(algorithm, values, options);
    setUnreadable(found);
    if (found.length > 0) return;
    const input = startInput(versionId, algorithm, values, hasClasses ? options : { ...options, balance: 'NONE' });
    const result = await run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (result?.trainingRun) navigate(paths.run(result.trainingRun.id));
  };
  const problems = unreadable.length > 0 ? unreadable : refused;
  const ofField = (name: string) => problemsAt(problems, name);
  const atFields = new Set([...algorithm.hyperparameters.map(({ name }) => name), 'name', 'seed', 'precision', 'balance', 'maxSeconds', 'metric', 'patience', 'datasetVersionId'].flatMap(ofField));

  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <fieldset className="card">
        <legend>What to learn from</legend>
        <div className="fields">
          <Field label="Dataset version" hint="Versions that passed their quality assessment, or were let through it with a reason." problems={ofField('datasetVersionId')}>
            {(attributes) => (
              <select {...attributes} value={versionId} onChange={(event) => setVersionId(event.target.value)}>
                {versions.map(({ id, dataset, number, sampleCount }) => (
                  <option key={id} value={id}>
                    {dataset.name} v{number}
                    {sampleCount !== null && ` (${count(sampleCount)} samples)`}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Algorithm" hint={algorithm.description}>
            {(attributes) => (
              <select {...attributes} value={algorithm.key} onChange={(event) => setChosenKey(event.target.value)}>
                {fitting.map(({ key, name }) => (
                  <option key={key} value={key}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </fieldset>
      <fieldset className="card">
        <legend>Hyper-parameters</legend>
        <div className="fields">
          {algorithm.hyperparameters.map((spec) => (
            <HyperparameterField key={spec.name} spec={spec} value={values[spec.name] ?? ''} empty="chosen from the data" problems={ofField(spec.name)} onValue={(value) => set(spec.name, value)} />
          ))}
        </div>
      </fieldset>
      <RunOptions hasClasses={hasClasses} options={options} onOptions={setOptions} problemsOf={ofField} />
      <Problems problems={problems.filter((problem) => !atFields.has(problem))} />
      <div className="actions">
        <button type="submit" className="button-primary" disabled={busy}>
          {busy ? 'Starting…' : 'Start training'}
        </button>
      </div>
    </form>
  );
}
