import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { LiveRunCard } from '../components/live-run-card';
import { Empty, Loading, Page } from '../components/page';
import { Pager } from '../components/pager';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { UnfitPluginNotices } from '../components/unfit-plugins';
import { RunRows } from '../components/run-rows';
import { useKeysetPages } from '../components/use-keyset-pages';
import { graphql } from '../gql';
import { paths } from '../paths';

const Runs = graphql(`
  query Runs($first: Int!, $after: String) {
    trainingRuns(first: $first, after: $after) {
      edges {
        node {
          ...RunRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    running: trainingRuns(first: 2, filter: { states: [RUNNING] }) {
      edges {
        node {
          ...RunRow
        }
      }
    }
  }
`);

export function RunsPage() {
  const pages = useKeysetPages(20);
  const [{ data, error }, reload] = usePolledQuery({ query: Runs, variables: pages.variables }, 2);
  const runs = data?.trainingRuns.edges.map(({ node }) => node);
  const running = data?.running.edges.map(({ node }) => node) ?? [];
  const only = running.length === 1 ? running[0] : undefined;
  const newRun = (
    <Permitted scope="TRAIN">
      <Link href={paths.newRun} className="button button-primary">
        New run
      </Link>
    </Permitted>
  );
  return (
    <Page title="Training runs" actions={newRun}>
      <UnfitPluginNotices />
      <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />
      {only && pages.page === 0 && <LiveRunCard key={only.id} run={only} />}
      {!runs && !error && <Loading />}
      {runs && runs.length > 0 && <RunRows runs={runs} />}
      {runs?.length === 0 && (
        <Empty>
          <p>No training runs yet. A run teaches an algorithm from a dataset version and ends with a model version.</p>
          <Link href={paths.datasets}>Begin with a dataset</Link>
        </Empty>
      )}
      {data && (
        <Pager
          page={pages.page}
          hasNext={data.trainingRuns.pageInfo.hasNextPage}
          onPage={(page) => pages.go(page, data.trainingRuns.pageInfo.endCursor)}
        />
      )}
    </Page>
  );
}
