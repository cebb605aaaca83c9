import { useState, type FormEvent } from 'react';
import { useQuery } from 'urql';
import { newIdempotencyKey } from '../api/idempotency-key';
import { problemsAt, type Problem } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import { numberProblems } from './hyperparameter-values';
import { NumberField } from './number-field';
import { emptyPrompt, isConditional, promptInput } from './prompt-input';

const Version = graphql(`
  query PromptVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on ModelVersion {
        id
        model {
          id
          algorithm {
            key
          }
        }
        trainingRun {
          id
          hyperparameters
          datasetVersion {
            id
            classes {
              label
            }
          }
        }
      }
    }
  }
`);

const Generate = graphql(`
  mutation Generate($input: GenerateInput!) {
    result: generate(input: $input) {
      generation {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

export interface Generated {
  readonly id: string;
  /** Outputs asked for. */
  readonly expected: number;
  /** Classes that the model knows, for corrections. */
  readonly labels: readonly string[];
}

interface PromptFormProps {
  readonly versions: readonly { readonly id: string; readonly name: string }[];
  readonly versionId: string;
  readonly onVersion: (id: string) => void;
  readonly onGenerated: (generated: Generated) => void;
}

export function PromptForm({ versions, versionId, onVersion, onGenerated }: PromptFormProps) {
  const [{ data }] = useQuery({ query: Version, variables: { id: versionId } });
  const version = data?.node?.__typename === 'ModelVersion' && data.node.id === versionId ? data.node : null;
  const labels = version?.trainingRun?.datasetVersion.classes.map(({ label }) => label) ?? [];
  const [prompt, setPrompt] = useState(emptyPrompt);
  const [unreadable, setUnreadable] = useState<readonly Problem[]>([]);
  const { busy, problems: refused, run } = useAction(Generate);
  const conditional = isConditional(version?.trainingRun?.hyperparameters);
  const problems = unreadable.length > 0 ? unreadable : refused;
  const set = (change: Partial<typeof prompt>) => setPrompt({ ...prompt, ...change });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = [...numberProblems('count', prompt.count, true), ...numberProblems('seed', prompt.seed, true)];
    setUnreadable(found);
    if (found.length > 0 || !version) return;
    const asked = promptInput(version.model.algorithm.key, prompt, conditional);
    // Asked to wait for nothing: the outputs come by the subscription, each when it is made.
    const result = await run({ input: { modelVersionId: versionId, prompt: asked, waitSeconds: 0, idempotencyKey: newIdempotencyKey() } });
    if (result?.generation) onGenerated({ id: result.generation.id, expected: Number(prompt.count) || 1, labels });
  };
  const atFields = ['count', 'seed', 'label'].flatMap((name) => problemsAt(problems, name));

  return (
    <Section title="Prompt">
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Model version">
          {(attributes) => (
            <select {...attributes} value={versionId} onChange={(event) => onVersion(event.target.value)}>
              {versions.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <NumberField label="Count" value={prompt.count} problems={problemsAt(problems, 'count')} onValue={(count) => set({ count })} />
        <NumberField label="Seed" hint="The same seed makes the same again." placeholder="drawn" value={prompt.seed} problems={problemsAt(problems, 'seed')} onValue={(seed) => set({ seed })} />
        {conditional && (
          <Field label="Label" hint="What to make." problems={problemsAt(problems, 'label')}>
            {(attributes) => (
              <select {...attributes} value={prompt.label} onChange={(event) => set({ label: event.target.value })}>
                <option value="">Any</option>
                {labels.map((label) => (
                  <option key={label}>{label}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Problems problems={problems.filter((problem) => !atFields.includes(problem))} />
        <div className="actions">
          <button type="submit" className="button-primary" disabled={busy || !version}>
            Generate
          </button>
        </div>
      </form>
    </Section>
  );
}
