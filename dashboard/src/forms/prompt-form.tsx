import { useState, type FormEvent } from 'react';
import { useQuery } from 'urql';
import { newIdempotencyKey } from '../api/idempotency-key';
import { problemsAt, type Problem } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import { type Entered, unreadable } from './hyperparameter-values';
import { PromptFields } from './prompt-fields';
import { emptyPrompt, isConditional, makesPictures, promptInput, type Prompted, sortFields } from './prompt-input';

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
            datasetKinds
            prompt {
              ...Hyperparameter
            }
          }
        }
        trainingRun {
          id
          hyperparameters
          datasetVersion {
            id
            dataset {
              id
              kind
            }
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
  /** Pictures asked for. */
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
  const [entered, setEntered] = useState<Readonly<Record<string, Entered>>>({});
  const [unread, setUnread] = useState<readonly Problem[]>([]);
  const { busy, problems: refused, run } = useAction(Generate);
  const problems = unread.length > 0 ? unread : refused;

  const algorithm = version?.model.algorithm;
  const prompted: Prompted = {
    fields: algorithm?.prompt ?? [],
    kinds: algorithm?.datasetKinds ?? [],
    kind: version?.trainingRun?.datasetVersion.dataset.kind ?? null,
    isConditional: isConditional(version?.trainingRun?.hyperparameters),
  };
  const key = algorithm?.key ?? '';
  const values = entered[key] ?? emptyPrompt(prompted);
  const { suited, others } = sortFields(prompted);
  const set = (name: string, value: string) => setEntered((before) => ({ ...before, [key]: { ...(before[key] ?? emptyPrompt(prompted)), [name]: value } }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = unreadable(prompted.fields, values);
    setUnread(found);
    if (found.length > 0 || !version) return;
    // A label that stays from another version of the model, which knew labels, is left out.
    const sent = prompted.fields.filter(({ name }) => name !== 'label' || prompted.isConditional);
    // Asked to wait for nothing: what is made comes by the subscription, as it is made.
    const result = await run({ input: { modelVersionId: versionId, prompt: promptInput(key, sent, values), waitSeconds: 0, idempotencyKey: newIdempotencyKey() } });
    if (result?.generation) onGenerated({ id: result.generation.id, expected: makesPictures(prompted) ? Number(values['count']) || 1 : 0, labels });
  };
  const atFields = prompted.fields.flatMap(({ name }) => problemsAt(problems, name));

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
        <PromptFields fields={suited} entered={values} labels={labels} problems={problems} onValue={set} />
        {others.some(({ name }) => name !== 'label') && (
          <details>
            <summary>More fields</summary>
            <PromptFields fields={others.filter(({ name }) => name !== 'label')} entered={values} labels={labels} problems={problems} onValue={set} />
          </details>
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
