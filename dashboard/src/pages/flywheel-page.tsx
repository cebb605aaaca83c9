import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { LiveWheel } from '../components/flywheel/live-wheel';
import { Empty, Loading, Page } from '../components/page';
import { Pager } from '../components/pager';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { useKeysetPages } from '../components/use-keyset-pages';
import { FlywheelPolicyForm } from '../forms/flywheel-policy-form';
import { graphql } from '../gql';
import { paths } from '../paths';
import { NotFoundPage } from './not-found-page';

const Flywheel = graphql(`
  query Flywheel($id: ID!, $first: Int!, $after: String) {
    node(id: $id) {
      __typename
      ... on Model {
        id
        name
        algorithm {
          ...FormAlgorithm
        }
        versions(first: 1) {
          edges {
            node {
              judgedBy {
                ...JudgingMetric
              }
              metrics {
                name
              }
            }
          }
        }
        flywheelPolicy {
          ...FlywheelPolicy
          usableFeedback
          unweighedFeedback
          waitingReason
          newest: cycles(first: 1) {
            edges {
              node {
                ...FlywheelCycle
              }
            }
          }
          cycles(first: $first, after: $after) {
            edges {
              node {
                ...FlywheelCycle
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
    datasets(first: 100) {
      edges {
        node {
          id
          name
          kind
        }
      }
    }
  }
`);

/** When a model's wheel turns by itself, and how it turned. */
export function FlywheelPage({ id }: { id: string }) {
  const pages = useKeysetPages(20);
  const [{ data, error }, reload] = usePolledQuery({ query: Flywheel, variables: { id, ...pages.variables } }, 3);
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const model = data?.node?.__typename === 'Model' ? data.node : null;
  if (data && !model) return <NotFoundPage />;
  if (!data || !model) return <Page title="Flywheel">{error ? <QueryProblem error={error} onRetry={refresh} /> : <Loading />}</Page>;
  const { algorithm, flywheelPolicy: policy } = model;
  const datasets = data.datasets.edges.flatMap(({ node }) => (algorithm.datasetKinds.includes(node.kind) ? node : []));
  const newest = model.versions.edges[0]?.node;
  const judgedBy = newest?.judgedBy ?? null;
  // Of versions that do not say what they are judged by, what was measured of them.
  const measured = newest?.metrics.map(({ name }) => name.replace(/^test\//, '')) ?? [];
  const metric = judgedBy?.[0]?.name ?? measured.find((name) => name === 'accuracy') ?? measured[0] ?? '';
  return (
    <Page title="Flywheel" trail={<Link href={paths.model(id)}>{model.name}</Link>}>
      <QueryProblem error={error} onRetry={refresh} />
      {policy && <LiveWheel key={policy.id} policy={policy} newest={policy.newest.edges[0]?.node} cycles={policy.cycles.edges.map(({ node }) => node)} onChange={refresh} />}
      {policy && <Pager page={pages.page} hasNext={policy.cycles.pageInfo.hasNextPage} onPage={(page) => pages.go(page, policy.cycles.pageInfo.endCursor)} />}
      {!policy && <Empty>No policy yet. With one, feedback becomes a new dataset version, a candidate is trained on it, and takes production’s place where it is better.</Empty>}
      <Permitted scope="TRAIN">
        {datasets.length > 0 && <FlywheelPolicyForm key={policy?.revision ?? 0} modelId={model.id} algorithm={algorithm} policy={policy} datasets={datasets} judgedBy={judgedBy} metric={metric} onSet={refresh} />}
      </Permitted>
    </Page>
  );
}
