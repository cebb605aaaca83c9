import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { Empty, Loading, Page } from '../components/page';
import { Pager } from '../components/pager';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { StateBadge } from '../components/state-badge';
import { Ago } from '../components/time';
import { useKeysetPages } from '../components/use-keyset-pages';
import { NewDatasetForm } from '../forms/new-dataset-form';
import { graphql } from '../gql';
import { paths } from '../paths';
import { count, words } from '../text/format';

const Datasets = graphql(`
  query Datasets($first: Int!, $after: String) {
    datasets(first: $first, after: $after) {
      edges {
        node {
          id
          name
          kind
          createdAt
          latestVersion {
            id
            number
            status
            sampleCount
            quality {
              verdict
              findings {
                check
                severity
              }
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function DatasetsPage() {
  const pages = useKeysetPages(20);
  const [{ data, error }, reload] = usePolledQuery({ query: Datasets, variables: pages.variables }, 4);
  const datasets = data?.datasets.edges.map(({ node }) => node);
  return (
    <Page title="Datasets">
      <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />
      {!datasets && !error && <Loading />}
      {datasets?.length === 0 && <Empty>No datasets yet. A dataset gathers versions of one kind of data, such as images or texts.</Empty>}
      {datasets && datasets.length > 0 && (
        <div className="card table-card">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Dataset</th>
                <th scope="col">Latest version</th>
                <th scope="col" className="number">
                  Samples
                </th>
                <th scope="col">Quality</th>
                <th scope="col" className="wide">
                  Created
                </th>
              </tr>
            </thead>
            <tbody>
              {datasets.map(({ id, name, kind, createdAt, latestVersion }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link href={paths.dataset(id)}>{name}</Link>
                    <small>{words(kind)}</small>
                  </th>
                  <td>
                    {latestVersion ? (
                      <>
                        <Link href={paths.datasetVersion(latestVersion.id)}>v{latestVersion.number}</Link> <StateBadge state={latestVersion.status} />
                      </>
                    ) : (
                      <span className="muted">none</span>
                    )}
                  </td>
                  <td className="number">{latestVersion?.sampleCount != null ? count(latestVersion.sampleCount) : '–'}</td>
                  <td>{latestVersion?.quality ? findingsInWords(latestVersion.quality.findings.length) : '–'}</td>
                  <td className="wide">
                    <Ago time={createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && <Pager page={pages.page} hasNext={data.datasets.pageInfo.hasNextPage} onPage={(page) => pages.go(page, data.datasets.pageInfo.endCursor)} />}
      <Permitted scope="DATA">
        <NewDatasetForm />
      </Permitted>
    </Page>
  );
}

const findingsInWords = (findings: number) => (findings === 0 ? 'No findings' : findings === 1 ? '1 finding' : `${findings} findings`);
