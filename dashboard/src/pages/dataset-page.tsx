import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { Empty, Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { StateBadge } from '../components/state-badge';
import { Ago } from '../components/time';
import { ImportForm } from '../forms/import-form';
import { SealForm } from '../forms/seal-form';
import { graphql } from '../gql';
import { paths } from '../paths';
import { count, words } from '../text/format';
import { NotFoundPage } from './not-found-page';

const Dataset = graphql(`
  query Dataset($id: ID!) {
    node(id: $id) {
      __typename
      ... on Dataset {
        id
        name
        kind
        openVersion {
          ...OpenVersion
        }
        versions(first: 100) {
          edges {
            node {
              id
              number
              status
              sampleCount
              digest
              createdAt
              parent {
                id
                number
              }
            }
          }
        }
      }
    }
  }
`);

export function DatasetPage({ id }: { id: string }) {
  const [{ data, error }, reload] = usePolledQuery({ query: Dataset, variables: { id } }, 3);
  const dataset = data?.node?.__typename === 'Dataset' ? data.node : null;
  if (data && !dataset) return <NotFoundPage />;
  if (!dataset) return <Page title="Dataset">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const versions = dataset.versions.edges.map(({ node }) => node);
  return (
    <Page title={dataset.name} trail={<Link href={paths.datasets}>Datasets</Link>} badge={<small className="muted">{words(dataset.kind)}</small>}>
      {versions.length === 0 && <Empty>No versions yet. A version is made from uploaded files and never changes afterwards.</Empty>}
      {versions.length > 0 && (
        <div className="card table-card">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Samples
                </th>
                <th scope="col" className="wide">
                  Digest
                </th>
                <th scope="col">Created</th>
              </tr>
            </thead>
            <tbody>
              {versions.map(({ id: versionId, number, status, sampleCount, digest, createdAt, parent }) => (
                <tr key={versionId}>
                  <th scope="row">
                    <Link href={paths.datasetVersion(versionId)}>Version {number}</Link>
                    {parent && <small>from version {parent.number}</small>}
                  </th>
                  <td>
                    <StateBadge state={status} />
                  </td>
                  <td className="number">{sampleCount !== null ? count(sampleCount) : '–'}</td>
                  <td className="wide">
                    <code>{digest?.slice(0, 12) ?? '–'}</code>
                  </td>
                  <td>
                    <Ago time={createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Permitted scope="DATA">
        <SealForm datasetId={id} open={dataset.openVersion} ready={versions.filter(({ status }) => status === 'READY')} />
        <ImportForm datasetId={id} kind={dataset.kind} />
      </Permitted>
    </Page>
  );
}
