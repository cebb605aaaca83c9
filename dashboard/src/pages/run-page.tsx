import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { CancelRun } from '../components/cancel-run';
import { MetricCharts } from '../components/metric-charts';
import { Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { RunBalance } from '../components/run-balance';
import { RunDetails } from '../components/run-details';
import { RunLog } from '../components/run-log';
import { RunNotices } from '../components/run-notices';
import { RunProgress } from '../components/run-progress';
import { RunResult } from '../components/run-result';
import { SampleSteps } from '../components/sample-steps';
import { Section } from '../components/section';
import { StateBadge } from '../components/state-badge';
import { graphql } from '../gql';
import { hasEnded } from '../live/run-state';
import { useRunFeed } from '../live/use-run-feed';
import { paths } from '../paths';
import { NotFoundPage } from './not-found-page';

const Run = graphql(`
  query Run($id: ID!) {
    node(id: $id) {
      __typename
      ... on TrainingRun {
        ...RunRow
        ...RunDetails
        ...RunBalance
        pendingReason
        failure
        attempt
        metrics(maxPoints: 500) {
          name
          points {
            step
            value
          }
        }
        samples(first: 16) {
          ...Output
        }
        modelVersion {
          ...RunResult
        }
      }
    }
  }
`);

/** A page kept open longer than its signed pictures last is opened anew, at most this often. */
const reopenMilliseconds = 60_000;

export function RunPage({ id }: { id: string }) {
  const [opened, setOpened] = useState(() => Date.now());
  const reopen = () => {
    if (Date.now() - opened > reopenMilliseconds) setOpened(Date.now());
  };
  return <OpenRun key={opened} id={id} onExpired={reopen} />;
}

function OpenRun({ id, onExpired }: { id: string; onExpired: () => void }) {
  const [{ data, error }, reload] = useQuery({ query: Run, variables: { id } });
  const { feed, view } = useRunFeed(id);
  const run = data?.node?.__typename === 'TrainingRun' ? data.node : null;
  const { history, caughtUp, revision } = view;
  const state = (caughtUp && history.state) || run?.state;

  useEffect(() => {
    if (run) feed.addStoredSeries(run.metrics);
  }, [feed, run]);
  // What events do not carry (times, the reason for waiting, the model version) is asked for when the state changes.
  useEffect(() => {
    if (caughtUp) reload({ requestPolicy: 'network-only' });
  }, [reload, caughtUp, history.state, history.attempt]);

  if (view.refused || (data && !run)) return <NotFoundPage />;
  if (!run || !state) return <Page title="Training run">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const { dataset, number } = run.datasetVersion;
  const trail = (
    <>
      <Link href={paths.runs}>Runs</Link> · {run.algorithm.name} on{' '}
      <Link href={paths.datasetVersion(run.datasetVersion.id)}>
        {dataset.name} v{number}
      </Link>
    </>
  );
  return (
    <Page title={run.name} trail={trail} badge={<StateBadge state={state} />} actions={<Permitted scope="TRAIN">{!hasEnded(state) && <CancelRun id={id} name={run.name} canceling={state === 'CANCELING'} />}</Permitted>}>
      <RunNotices run={run} attempt={caughtUp ? history.attempt : run.attempt} state={state} log={history.log} />
      <RunProgress name={run.name} progress={(caughtUp && history.progress) || run.progress} startedAt={run.startedAt} finishedAt={run.finishedAt} />
      {run.modelVersion && <RunResult modelVersion={run.modelVersion} />}
      <Section title="Curves">
        {history.series.size > 0 ? <MetricCharts series={history.series} revision={revision} /> : <p className="muted">The first values come with the first steps.</p>}
      </Section>
      <SampleSteps steps={history.samples} stored={run.samples} onExpired={onExpired} />
      <RunBalance run={run} />
      <div className="two-columns">
        <RunDetails run={run} checkpoints={history.checkpoints} />
        <RunLog lines={history.log} />
      </div>
    </Page>
  );
}
