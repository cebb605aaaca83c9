import { useQuery } from 'urql';
import { graphql } from '../../gql';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { LearnedModels } from './learned-models';

/** Apart from what the file became, as both together cost more than the server lets one operation cost. */
const UploadRuns = graphql(`
  query UploadRuns($id: ID!) {
    node(id: $id) {
      __typename
      ... on Upload {
        datasetVersions(first: 20) {
          edges {
            node {
              ...LineageRuns
              descendants {
                ...LineageRuns
              }
            }
          }
        }
      }
    }
  }
`);

/** Runs and models that learned from a file. */
export function UploadModels({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: UploadRuns, variables: { id } });
  if (error) return <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  if (data?.node?.__typename !== 'Upload') return <Loading />;
  const direct = data.node.datasetVersions.edges.map(({ node }) => node);
  return <LearnedModels versions={[...new Map([...direct, ...direct.flatMap(({ descendants }) => descendants)].map((version) => [version.id, version])).values()]} />;
}
