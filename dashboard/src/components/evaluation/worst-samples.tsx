import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { Section } from '../section';
import { EvaluatedSampleRow } from './evaluated-sample-row';

const Worst = graphql(`
  query WorstSamples($id: ID!, $filter: EvaluatedSampleFilterInput, $first: Int, $after: String) {
    node(id: $id) {
      __typename
      ... on Evaluation {
        id
        worstSamples(filter: $filter, first: $first, after: $after) {
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              ...EvaluatedSample
            }
          }
        }
      }
    }
  }
`);

export interface SampleChoice {
  readonly label: string | null;
  readonly predicted: string | null;
  readonly wrong: boolean | null;
}
export const everySample: SampleChoice = { label: null, predicted: null, wrong: null };

const PAGE = 12;

interface WorstSamplesProps {
  readonly evaluationId: string;
  readonly datasetVersionId: string;
  /** The metric that others than classifiers are judged by. */
  readonly metric: string;
  readonly isClassified: boolean;
  readonly filter: SampleChoice;
  onFilter(filter: SampleChoice): void;
}

/** The samples that the model does worst on, a page at a time. */
export function WorstSamples(props: WorstSamplesProps) {
  return <Pages key={JSON.stringify(props.filter)} {...props} />;
}

function Pages({ evaluationId, datasetVersionId, metric, isClassified, filter, onFilter }: WorstSamplesProps) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const [{ data, error, fetching }, reload] = useQuery({ query: Worst, variables: { id: evaluationId, filter, first: PAGE, after: cursors.at(-1) ?? null }, requestPolicy: 'cache-first' });
  const page = data?.node?.__typename === 'Evaluation' ? data.node.worstSamples : null;
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const isFiltered = filter.label !== null;
  return (
    <Section
      title={isFiltered ? `Samples of ${filter.label} taken for ${filter.predicted}` : 'Worst samples'}
      aside={
        isFiltered && (
          <button type="button" className="button-link" onClick={() => onFilter(everySample)}>
            Show all
          </button>
        )
      }
    >
      <p className="muted">{isClassified ? 'Those whose class was held least probable come first.' : `Those with the worst ${metric} come first.`}</p>
      {error && <QueryProblem error={error} onRetry={refresh} />}
      {fetching && !page && <Loading />}
      <ul className="evaluated-samples" aria-label="Worst samples">
        {page?.edges.map(({ node }) => <EvaluatedSampleRow key={node.position} datasetVersionId={datasetVersionId} evaluated={node} onExpired={refresh} />)}
      </ul>
      {page && (cursors.length > 1 || page.pageInfo.hasNextPage) && (
        <nav className="pager" aria-label="Pages of samples">
          <button type="button" disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
            ← Worse
          </button>
          <span>Page {cursors.length}</span>
          <button type="button" disabled={!page.pageInfo.hasNextPage} onClick={() => setCursors([...cursors, page.pageInfo.endCursor])}>
            Better →
          </button>
        </nav>
      )}
    </Section>
  );
}
