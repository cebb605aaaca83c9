import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { TrainingRun } from '../entities/training-run.ts';
import { MetricPoint } from '../entities/training-run-event.ts';
import { appendEvents, type NewEvent } from './append-events.ts';
import { type Claim, lockClaimed } from './claim.ts';
import { dropCheckpoint, keepCheckpoint } from './keep-checkpoint.ts';
import { recordState } from './record-state.ts';
import { StoredAlready } from './stored-already.ts';
import type { NamedValue, TrainerReport } from './trainer-report.ts';

export interface RecordedReports {
  /** Keys of checkpoints that are no longer needed: to be removed from the store. */
  readonly removable: readonly string[];
}

/**
 * Stores a batch of an attempt's reports in order: events, metric points, checkpoints and progress together. A checkpoint
 * thus never stands without the events before it, and a run that goes on from it has no gap.
 *
 * @throws AttemptLost
 */
export async function recordTrainingReports(em: EntityManager, claim: Claim, reports: readonly TrainerReport[]): Promise<RecordedReports> {
  return write(em, async (tx) => {
    const run = await lockClaimed(tx, claim);
    const stored = new StoredAlready(tx, run.id);
    await stored.look(reports);
    const events: NewEvent[] = [];
    const points: (NamedValue & { step: number; time: Date })[] = [];
    const removable: string[] = [];

    for (const report of reports) {
      const time = new Date(report.time);
      switch (report.type) {
        case 'started':
          await start(tx, run, report.compute, time);
          break;
        case 'metrics': {
          // What the trainer does now, also where it does it again.
          run.progress = report.progress;
          const fresh = stored.newMetrics(report);
          if (!fresh) break;
          events.push({ payload: { type: 'MetricsLogged', step: report.step, values: fresh.values, progress: report.progress }, step: fresh.step, time });
          points.push(...fresh.values.map((value) => ({ ...value, step: report.step, time })));
          break;
        }
        case 'samples':
          if (stored.areSamplesNew(report)) events.push({ payload: { type: 'SamplesMade', step: report.step, outputs: report.outputs }, step: report.step, time });
          break;
        case 'checkpoint': {
          const { checkpoint } = report;
          removable.push(...(await keepCheckpoint(tx, run, checkpoint, time)));
          if (stored.isCheckpointNew(report)) events.push({ payload: { type: 'CheckpointSaved', step: checkpoint.step, sizeBytes: checkpoint.sizeBytes }, step: checkpoint.step, time });
          break;
        }
        case 'damaged':
          removable.push(...(await dropCheckpoint(tx, run, report.step)));
          events.push({ payload: { type: 'LogWritten', line: `The checkpoint of step ${report.step} is damaged; going on from the one before.`, level: 'WARNING' }, step: null, time });
          break;
        case 'log':
          if (stored.isLineNew(report)) events.push({ payload: { type: 'LogWritten', line: report.line, level: report.level }, step: null, time });
          break;
      }
    }
    if (points.length > 0) await tx.insertMany(MetricPoint, points.map((point) => ({ trainingRun: run.id, ...point })));
    await appendEvents(tx, run, events);
    return { removable };
  });
}

/** RUNNING, unless the run is being canceled. The first attempt's start is the run's. */
async function start(tx: EntityManager, run: TrainingRun, compute: TrainingRun['compute'], time: Date): Promise<void> {
  run.compute = compute;
  run.startedAt ??= time;
  if (run.state === 'STARTING') await recordState(tx, run, 'RUNNING');
}
