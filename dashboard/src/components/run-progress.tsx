import type { ProgressFragment } from '../gql/graphql';
import { count, duration, share, smallShare } from '../text/format';
import { partDone, ProgressBar } from './progress-bar';
import { Elapsed } from './time';

interface RunProgressProps {
  readonly name: string;
  readonly progress: ProgressFragment;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export function RunProgress({ name, progress, startedAt, finishedAt }: RunProgressProps) {
  const running = startedAt !== null && finishedAt === null;
  return (
    <div className="run-progress">
      <ProgressBar value={partDone(progress)} label={`Progress of ${name}`} />
      <p>
        {progress.steps > 0 && (
          <>
            <span>{share(partDone(progress))}</span>
            <span>
              {count(progress.epoch)} of {count(progress.epochs)} epochs
            </span>
            <span>
              {count(progress.step)} of {count(progress.steps)} steps
            </span>
          </>
        )}
        {running && progress.samplesPerSecond !== null && <span>{count(progress.samplesPerSecond)} samples/s</span>}
        {running && progress.dataWaitShare !== null && <span>waits for data: {smallShare(progress.dataWaitShare)}</span>}
        {startedAt && (
          <span>
            <Elapsed start={startedAt} end={finishedAt} /> {finishedAt ? 'in all' : 'so far'}
          </span>
        )}
        {running && progress.secondsLeft !== null && <span>{duration(progress.secondsLeft)} left</span>}
      </p>
    </div>
  );
}
