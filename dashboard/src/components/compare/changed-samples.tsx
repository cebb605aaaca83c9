import { useQuery } from 'urql';
import { graphql } from '../../gql';
import type { SampleChange } from '../../gql/graphql';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { ChangedSample, type ComparedNumbers } from './changed-sample';
import type { CompareView } from './compare-view';

const ChangedSamplesQuery = graphql(`
  query ChangedSamples($id: ID!, $other: ID!, $change: SampleChange!, $first: Int, $after: String, $last: Int, $before: String) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        diff(parent: $other) {
          samples(change: $change, first: $first, after: $after, last: $last, before: $before) {
            edges {
              node {
                before {
                  ...SampleSide
                }
                after {
                  ...SampleSide
                }
              }
            }
            pageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
          }
        }
      }
    }
  }
`);

const PAGE = 20;

interface ChangedSamplesProps {
  readonly versions: ComparedNumbers;
  readonly change: SampleChange;
  readonly view: Pick<CompareView, 'after' | 'before'>;
  onPage(page: Pick<CompareView, 'after' | 'before'>): void;
}

/** Samples that differ in one way between two versions, page by page. */
export function ChangedSamples({ versions, change, view: { after, before }, onPage }: ChangedSamplesProps) {
  const page = before === null ? { first: PAGE, after, last: null, before: null } : { first: null, after: null, last: PAGE, before };
  const variables = { id: versions.after.id, other: versions.before.id, change, ...page };
  const [{ data, error, fetching }, reload] = useQuery({ query: ChangedSamplesQuery, variables, requestPolicy: 'cache-first' });
  const samples = data?.node?.__typename === 'DatasetVersion' ? data.node.diff?.samples : null;
  const again = () => reload({ requestPolicy: 'network-only' });
  if (error) return <QueryProblem error={error} onRetry={again} />;
  if (!samples) return <Loading />;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = samples.pageInfo;
  return (
    <>
      <ul className={fetching ? 'changed-samples stale' : 'changed-samples'} aria-label="Samples that differ">
        {samples.edges.map(({ node }) => (
          <ChangedSample key={`${node.before?.position} ${node.after?.position}`} sample={node} versions={versions} onExpired={again} />
        ))}
      </ul>
      {(hasNextPage || hasPreviousPage) && (
        <nav className="sample-pages" aria-label="Pages">
          <button type="button" disabled={!hasPreviousPage} onClick={() => onPage({ after: null, before: startCursor })}>
            ← Previous
          </button>
          <button type="button" disabled={!hasNextPage} onClick={() => onPage({ after: endCursor, before: null })}>
            Next →
          </button>
        </nav>
      )}
    </>
  );
}
