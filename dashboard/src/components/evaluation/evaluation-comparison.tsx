import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import type { MeasuredMetricFragment } from '../../gql/graphql';
import { ChoiceField } from '../choice-field';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { Section } from '../section';
import { ComparedClasses } from './compared-classes';
import { ComparedMetrics } from './compared-metrics';

const Comparable = graphql(`
  query ComparableEvaluations($id: ID!) {
    node(id: $id) {
      __typename
      ... on Evaluation {
        id
        comparable(first: 50) {
          edges {
            node {
              id
              modelVersion {
                id
                number
                model {
                  id
                  name
                }
              }
            }
          }
        }
      }
    }
  }
`);

const Compared = graphql(`
  query ComparedEvaluations($id: ID!, $baseline: ID!) {
    node(id: $id) {
      __typename
      ... on Evaluation {
        id
        comparedWith(evaluationId: $baseline) {
          sampleCount
          baseline {
            id
            metrics {
              ...MeasuredMetric
            }
          }
          metrics {
            ...MetricComparison
          }
          classes {
            ...ClassComparison
          }
        }
      }
    }
  }
`);

/** Another model version on the same samples: which one is better, and whether that is more than chance. */
export function EvaluationComparison({ id, metrics }: { id: string; metrics: readonly MeasuredMetricFragment[] }) {
  const [{ data }] = useQuery({ query: Comparable, variables: { id } });
  const [chosen, setChosen] = useState<string | null>(null);
  const others = data?.node?.__typename === 'Evaluation' ? data.node.comparable.edges.map(({ node }) => node) : [];
  if (data && others.length === 0) {
    return (
      <Section title="Comparison">
        <p className="muted">No other model version has been evaluated on the same samples yet.</p>
      </Section>
    );
  }
  return (
    <Section title="Comparison">
      <ChoiceField label="Compared with" value={chosen ?? others[0]?.id ?? ''} choices={others.map(({ id: other, modelVersion: { number, model } }) => ({ value: other, name: `${model.name} v${number}` }))} onChoose={setChosen} />
      {others[0] && <Differences id={id} baselineId={chosen ?? others[0].id} metrics={metrics} />}
    </Section>
  );
}

function Differences({ id, baselineId, metrics }: { id: string; baselineId: string; metrics: readonly MeasuredMetricFragment[] }) {
  const [{ data, error, stale }, reload] = useQuery({ query: Compared, variables: { id, baseline: baselineId }, requestPolicy: 'cache-first' });
  if (error) return <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  const found = data?.node?.__typename === 'Evaluation' ? data.node.comparedWith : null;
  if (!found || stale) return <Loading />;
  return (
    <>
      <p className="verdict">{found.metrics[0]?.sentence}</p>
      <ComparedMetrics compared={found.metrics} before={found.baseline.metrics} after={metrics} />
      {found.classes.length > 0 && <ComparedClasses classes={found.classes} />}
    </>
  );
}
