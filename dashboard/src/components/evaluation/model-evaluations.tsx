import { useState } from 'react';
import { useQuery } from 'urql';
import { useScopes } from '../../api/use-scopes';
import { EvaluateForm } from '../../forms/evaluate-form';
import { graphql } from '../../gql';
import type { EvaluationHeadFragment } from '../../gql/graphql';
import { words } from '../../text/format';
import { ChoiceField } from '../choice-field';
import { QueryProblem } from '../problems';
import { Section } from '../section';
import { StateBadge } from '../state-badge';
import { EvaluationProgress } from './evaluation-progress';
import { EvaluationReport } from './evaluation-report';

export const evaluationHeadFragment = graphql(`
  fragment EvaluationHead on Evaluation {
    id
    state
    progress
    failure
    split
    datasetVersion {
      id
      number
      dataset {
        id
        name
      }
    }
  }
`);

const Evaluations = graphql(`
  query ModelEvaluations($id: ID!) {
    node(id: $id) {
      __typename
      ... on ModelVersion {
        id
        evaluations(first: 50) {
          edges {
            node {
              ...EvaluationHead
            }
          }
        }
      }
    }
  }
`);

export const evaluationName = ({ datasetVersion: { dataset, number }, split }: EvaluationHeadFragment) => `${dataset.name} v${number}, ${words(split).toLowerCase()} split`;

interface ModelEvaluationsProps {
  readonly modelVersionId: string;
  /** The dataset version that the model learned from. */
  readonly learnedFromId: string | null;
}

/** What a model version has been measured on, the newest opened, and a form to measure it anew. */
export function ModelEvaluations({ modelVersionId, learnedFromId }: ModelEvaluationsProps) {
  const [{ data, error }, reload] = useQuery({ query: Evaluations, variables: { id: modelVersionId } });
  const scopes = useScopes();
  const [chosen, setChosen] = useState<string | null>(null);
  const refresh = () => reload({ requestPolicy: 'network-only' });
  if (!data) return <QueryProblem error={error} onRetry={refresh} />;
  const evaluations = data.node?.__typename === 'ModelVersion' ? data.node.evaluations.edges.map(({ node }) => node) : [];
  const open = evaluations.find(({ id }) => id === chosen) ?? evaluations[0];
  const mayMeasure = scopes.includes('TRAIN');
  const measured = (id: string) => {
    setChosen(id);
    refresh();
  };
  return (
    <>
      <Section title="Evaluation" aside={open && <StateBadge state={open.state} />}>
        {!open && <p className="muted">Not evaluated yet: parts of a split, calibration, confusions and single samples are looked at on demand.</p>}
        {open && evaluations.length > 1 && (
          <ChoiceField label="Measured on" value={open.id} choices={evaluations.map((evaluation) => ({ value: evaluation.id, name: evaluationName(evaluation) }))} onChoose={setChosen} />
        )}
        {open && evaluations.length === 1 && <p className="muted">Measured on {evaluationName(open)}</p>}
        {open?.failure && (
          <p className="notice notice-bad" role="alert">
            {open.failure}
          </p>
        )}
        {open && (open.state === 'QUEUED' || open.state === 'RUNNING') && <EvaluationProgress key={open.id} evaluation={open} mayCancel={mayMeasure} onFinished={refresh} />}
        {mayMeasure && <EvaluateForm modelVersionId={modelVersionId} learnedFromId={learnedFromId} onAsked={measured} />}
      </Section>
      {open?.state === 'SUCCEEDED' && <EvaluationReport key={open.id} id={open.id} />}
    </>
  );
}
