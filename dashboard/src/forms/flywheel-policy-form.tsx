import { useState, type FormEvent } from 'react';
import { problemsAt, type Problem } from '../api/problems';
import { useAction } from '../api/use-action';
import { ChoiceField } from '../components/choice-field';
import { Problems } from '../components/problems';
import { graphql } from '../gql';
import type { FlywheelPolicyFragment, FormAlgorithmFragment, JudgingMetricFragment } from '../gql/graphql';
import { HyperparameterField } from './hyperparameter-field';
import { PolicyFields } from './policy-fields';
import { hyperparametersOf, policyInput, policyProblems, rulesOf } from './policy-input';

const SetFlywheelPolicy = graphql(`
  mutation SetFlywheelPolicy($input: SetFlywheelPolicyInput!) {
    result: setFlywheelPolicy(input: $input) {
      flywheelPolicy {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface FlywheelPolicyFormProps {
  readonly modelId: string;
  /** Of the model. */
  readonly algorithm: FormAlgorithmFragment;
  /** Null where the model has none yet. */
  readonly policy: FlywheelPolicyFragment | null;
  /** That the algorithm learns from, one at least; the first is chosen where there is no policy. */
  readonly datasets: readonly { readonly id: string; readonly name: string }[];
  /** What evaluations of the model's newest version report, the first one to go by first; null where that is not known. */
  readonly judgedBy: readonly JudgingMetricFragment[] | null;
  /** Suggested where there is no policy yet. */
  readonly metric: string;
  readonly onSet: () => void;
}

const fields = ['datasetId', 'minimumFeedback', 'everySeconds', 'minimumSatisfaction', 'maximumDrift', 'cooldownSeconds', 'weeklyTrainingSeconds', 'maximumTrainingSeconds', 'metric', 'minimumImprovement', 'maximumClassDrop'];

/** Sets a model's policy. The server refuses where somebody has changed it since it was shown. */
export function FlywheelPolicyForm({ modelId, algorithm, policy, datasets, judgedBy, metric, onSet }: FlywheelPolicyFormProps) {
  const [rules, setRules] = useState(() => rulesOf(policy, { datasetId: datasets[0]?.id ?? '', metric }));
  const [entered, setEntered] = useState(() => hyperparametersOf(policy, algorithm));
  const [unreadable, setUnreadable] = useState<readonly Problem[]>([]);
  const { busy, problems: refused, run } = useAction(SetFlywheelPolicy);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = policyProblems(algorithm, entered, rules);
    setUnreadable(found);
    if (found.length > 0) return;
    const input = { ...policyInput(modelId, algorithm, entered, rules), enabled: policy?.enabled ?? true, expectedRevision: policy?.revision ?? 0 };
    if (await run({ input })) onSet();
  };
  const problems = unreadable.length > 0 ? unreadable : refused;
  const ofField = (name: string) => problemsAt(problems, name);
  const atFields = new Set([...algorithm.hyperparameters.map(({ name }) => name), ...fields].flatMap(ofField));
  return (
    <form className="form" aria-label="Policy" onSubmit={(event) => void submit(event)} noValidate>
      <PolicyFields rules={rules} judgedBy={judgedBy} onRules={setRules} problemsOf={ofField} />
      <fieldset className="card">
        <legend>What is trained</legend>
        <div className="fields">
          <ChoiceField
            label="Dataset"
            hint={`Usable feedback is added to it, and ${algorithm.name} is trained on it.`}
            value={rules.datasetId}
            choices={datasets.map(({ id, name }) => ({ value: id, name }))}
            problems={ofField('datasetId')}
            onChoose={(datasetId) => setRules({ ...rules, datasetId })}
          />
          {algorithm.hyperparameters.map((spec) => (
            <HyperparameterField key={spec.name} spec={spec} value={entered[spec.name] ?? ''} empty="chosen from the data" problems={ofField(spec.name)} onValue={(value) => setEntered({ ...entered, [spec.name]: value })} />
          ))}
        </div>
      </fieldset>
      <Problems problems={problems.filter((problem) => !atFields.has(problem))} />
      <div className="actions">
        <button type="submit" className="button-primary" disabled={busy}>
          {policy ? 'Change policy' : 'Set policy'}
        </button>
        {policy && <span className="muted">Holds from the next cycle on.</span>}
      </div>
    </form>
  );
}
