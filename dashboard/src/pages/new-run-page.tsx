import { Link } from 'wouter';
import { useQuery } from 'urql';
import { Empty, Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { NewRunForm, type ReadyVersion } from '../forms/new-run-form';
import { graphql } from '../gql';
import { paths } from '../paths';

const NewRun = graphql(`
  query NewRun {
    algorithms {
      ...FormAlgorithm
    }
    datasets(first: 100) {
      edges {
        node {
          id
          name
          kind
          versions(first: 20) {
            edges {
              node {
                id
                number
                status
                sampleCount
              }
            }
          }
        }
      }
    }
  }
`);

export function NewRunPage() {
  const [{ data, error }, reload] = useQuery({ query: NewRun });
  const versions = (data?.datasets.edges ?? []).flatMap(({ node: { name, kind, versions } }): ReadyVersion[] =>
    versions.edges.filter(({ node }) => node.status === 'READY').map(({ node }) => ({ ...node, name: `${name} v${node.number}`, kind })),
  );
  return (
    <Page title="New training run" trail={<Link href={paths.runs}>Runs</Link>}>
      <QueryProblem error={error} onRetry={() => reload()} />
      {!data && !error && <Loading />}
      {data && versions.length === 0 && (
        <Empty>
          <p>No dataset version is ready to be trained on.</p>
          <Link href={paths.datasets}>Import one</Link>
        </Empty>
      )}
      {data && versions.length > 0 && <NewRunForm algorithms={data.algorithms} versions={versions} />}
    </Page>
  );
}
