import { useState, type FormEvent } from 'react';
import { useQuery } from 'urql';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { graphql } from '../gql';
import { words } from '../text/format';

const Choices = graphql(`
  query EvaluationChoices {
    datasets(first: 50) {
      edges {
        node {
          id
          name
          kind
          versions(first: 5) {
            edges {
              node {
                id
                number
                sampleCount
              }
            }
          }
        }
      }
    }
  }
`);

const Evaluate = graphql(`
  mutation EvaluateModelVersion($input: EvaluateModelVersionInput!) {
    result: evaluateModelVersion(input: $input) {
      evaluation {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const splits = ['TEST', 'VALIDATION'] as const;

interface EvaluateFormProps {
  readonly modelVersionId: string;
  readonly learnedFromId: string | null;
  onAsked(evaluationId: string): void;
}

/** Measures a model version on a split of a dataset version, to begin with the one that it learned from; what was measured before is opened. */
export function EvaluateForm({ modelVersionId, learnedFromId, onAsked }: EvaluateFormProps) {
  const [{ data }] = useQuery({ query: Choices });
  const [chosen, setChosen] = useState<string | null>(learnedFromId);
  const [split, setSplit] = useState<(typeof splits)[number]>('TEST');
  const { busy, problems, run } = useAction(Evaluate);
  const versions = (data?.datasets.edges ?? []).flatMap(({ node: { name, kind, versions: { edges } } }) => edges.map(({ node }) => ({ ...node, name, kind })));
  const kind = versions.find(({ id }) => id === learnedFromId)?.kind;
  const fitting = versions.filter((version) => version.sampleCount !== null && (kind === undefined || version.kind === kind));
  const datasetVersionId = chosen ?? fitting[0]?.id;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!datasetVersionId) return;
    const result = await run({ input: { modelVersionId, datasetVersionId, split } });
    if (result?.evaluation) onAsked(result.evaluation.id);
  };
  return (
    <form className="form-row" onSubmit={(event) => void submit(event)}>
      <Field label="Dataset version">
        {(attributes) => (
          <select {...attributes} value={datasetVersionId} onChange={(event) => setChosen(event.target.value)}>
            {learnedFromId && !fitting.some(({ id }) => id === learnedFromId) && <option value={learnedFromId}>The one that it learned from</option>}
            {fitting.map(({ id, name, number }) => (
              <option key={id} value={id}>
                {name} v{number}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Split">
        {(attributes) => (
          <select {...attributes} value={split} onChange={(event) => setSplit(splits.find((one) => one === event.target.value) ?? 'TEST')}>
            {splits.map((one) => (
              <option key={one} value={one}>
                {words(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="submit" className="button-primary" disabled={busy || !datasetVersionId}>
        {busy ? 'Asking…' : 'Evaluate'}
      </button>
      <Problems problems={problems} />
    </form>
  );
}
