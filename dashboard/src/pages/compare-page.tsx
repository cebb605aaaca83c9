import { useQuery } from 'urql';
import { useLocation, useSearchParams } from 'wouter';
import { compareQueryOf, compareViewOf } from '../components/compare/compare-view';
import { VersionsCompared } from '../components/compare/versions-compared';
import { Empty, Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { VersionPage } from '../components/version/version-page';
import { graphql } from '../gql';
import { paths } from '../paths';
import { samplesInWords } from '../text/format';
import { NotFoundPage } from './not-found-page';

const CompareVersion = graphql(`
  query CompareVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...VersionHead
        sampleCount
        parent {
          id
        }
        dataset {
          versions(first: 100) {
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

/** A version beside another of its dataset: its parent, where it has one, or any that is chosen. */
export function ComparePage({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: CompareVersion, variables: { id } });
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Compare">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const view = compareViewOf(params);
  const others = version.dataset.versions.edges.flatMap(({ node }) => (node.id !== id && node.sampleCount !== null ? [node] : []));
  const before = others.find(({ number }) => number < version.number) ?? others[0];
  const other = view.other ?? version.parent?.id ?? before?.id;
  const choose = (chosen: string) => navigate(paths.compare(id, compareQueryOf({ other: chosen })));
  return (
    <VersionPage version={version} page="compare">
      {version.sampleCount === null || other === undefined ? (
        <Empty>{version.sampleCount === null ? 'It can be compared once its samples are read.' : 'There is no other version to compare it with.'}</Empty>
      ) : (
        <>
          <label className="compare-with">
            <span>Compare with</span>
            <select value={other} onChange={({ target }) => choose(target.value)}>
              {others.every((one) => one.id !== other) && <option value={other}>Another version</option>}
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  Version {one.number} ({samplesInWords(one.sampleCount ?? 0)}){one.id === version.parent?.id && ', the parent'}
                </option>
              ))}
            </select>
          </label>
          <VersionsCompared key={other} id={id} other={other} view={view} onView={(next) => navigate(paths.compare(id, compareQueryOf({ ...next, other })))} />
        </>
      )}
    </VersionPage>
  );
}
