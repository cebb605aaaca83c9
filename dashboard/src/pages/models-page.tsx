import { Link } from 'wouter';
import { useQuery } from 'urql';
import { Empty, Loading, Page } from '../components/page';
import { Pager } from '../components/pager';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { Ago } from '../components/time';
import { useKeysetPages } from '../components/use-keyset-pages';
import { graphql } from '../gql';
import { paths } from '../paths';
import { share } from '../text/format';

const Models = graphql(`
  query Models($first: Int!, $after: String) {
    models(first: $first, after: $after) {
      edges {
        node {
          id
          name
          createdAt
          algorithm {
            key
            name
          }
          versions(first: 1) {
            edges {
              node {
                id
                number
              }
            }
          }
          production: version(alias: "production") {
            id
            number
          }
          feedbackSummary {
            ...FeedbackSummary
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

export function ModelsPage() {
  const pages = useKeysetPages(20);
  const [{ data, error }, reload] = useQuery({ query: Models, variables: pages.variables });
  const models = data?.models.edges.map(({ node }) => node);
  return (
    <Page title="Models">
      <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />
      {!models && !error && <Loading />}
      {models?.length === 0 && (
        <Empty>
          <p>No models yet. A training run that succeeds makes one.</p>
          <Permitted scope="TRAIN">
            <Link href={paths.newRun}>Start a run</Link>
          </Permitted>
        </Empty>
      )}
      {models && models.length > 0 && (
        <div className="card table-card">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Latest</th>
                <th scope="col">Production</th>
                <th scope="col" className="number">
                  Satisfied
                </th>
                <th scope="col" className="wide">
                  Created
                </th>
              </tr>
            </thead>
            <tbody>
              {models.map(({ id, name, algorithm, versions, production, feedbackSummary, createdAt }) => {
                const latest = versions.edges[0]?.node;
                return (
                  <tr key={id}>
                    <th scope="row">
                      <Link href={paths.model(id)}>{name}</Link>
                      <small>{algorithm.name}</small>
                    </th>
                    <td>{latest ? <Link href={paths.modelVersion(latest.id)}>v{latest.number}</Link> : '–'}</td>
                    <td>{production ? <Link href={paths.modelVersion(production.id)}>v{production.number}</Link> : '–'}</td>
                    <td className="number">{feedbackSummary.satisfaction !== null ? share(feedbackSummary.satisfaction) : '–'}</td>
                    <td className="wide">
                      <Ago time={createdAt} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {data && <Pager page={pages.page} hasNext={data.models.pageInfo.hasNextPage} onPage={(page) => pages.go(page, data.models.pageInfo.endCursor)} />}
    </Page>
  );
}
