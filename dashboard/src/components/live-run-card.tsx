import { Link } from 'wouter';
import type { RunRowFragment } from '../gql/graphql';
import { useRunFeed } from '../live/use-run-feed';
import { paths } from '../paths';
import { count } from '../text/format';
import { MetricCharts } from './metric-charts';
import { Outputs } from './outputs';
import { RunProgress } from './run-progress';
import { Section } from './section';
import { StateBadge } from './state-badge';

/** The one run that is learning now: its curve and newest pictures, live. */
export function LiveRunCard({ run }: { run: RunRowFragment }) {
  const { view } = useRunFeed(run.id);
  const { history, caughtUp, revision } = view;
  const newest = history.samples.at(-1);
  return (
    <Section
      title={run.name}
      className="live-card"
      aside={
        <>
          <StateBadge state={caughtUp && history.state ? history.state : run.state} />
          <Link href={paths.run(run.id)}>Open run</Link>
        </>
      }
    >
      <RunProgress name={run.name} progress={(caughtUp && history.progress) || run.progress} startedAt={run.startedAt} finishedAt={run.finishedAt} />
      <div className="live-split">
        <MetricCharts series={history.series} revision={revision} only={['loss']} height={200} />
        <figure>
          <figcaption>{newest ? `What it makes at step ${count(newest.step)}` : 'What it makes'}</figcaption>
          <Outputs outputs={newest?.outputs.slice(0, 16) ?? []} expected={newest ? 0 : 16} label="Newest samples" />
        </figure>
      </div>
    </Section>
  );
}
