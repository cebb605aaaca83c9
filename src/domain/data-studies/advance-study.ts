import { type EntityManager, ref } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { DataStudy, DataStudyTrial } from '../entities/data-study.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { type Evaluation } from '../entities/evaluation.ts';
import { ModelVersion } from '../entities/model-version.ts';
import type { TrainingRun } from '../entities/training-run.ts';
import type { EvaluationFiles } from '../evaluations/evaluation-files.ts';
import { ensureEvaluation } from '../evaluations/request-evaluation.ts';
import { Fault } from '../fault.ts';
import { channels, notify } from '../ports.ts';
import type { RandomSource } from './curve/bootstrap-curve.ts';
import { endStudy, lockStudy, type StudyEnd } from './end-study.ts';
import { learningCurve } from './learning-curve.ts';
import type { Measured } from './measured.ts';
import { sourceValues } from './source-values.ts';
import type { StudyServices } from './start-study.ts';
import { studyCaller } from './study-caller.ts';

export type AdvanceServices = StudyServices & {
  readonly evaluations: EvaluationFiles;
  /** Random numbers that are the same for the same key. */
  randomOf(key: string): RandomSource;
};

const CHECK_SECONDS = 2;

/** Studies under way that are due, each handed to one caller: the next look is put off in the same statement, so a caller that dies does no harm. */
export async function takeDueStudies(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update data_study set next_check_at = now() + make_interval(secs => ?) where id in
       (select id from data_study where state = 'RUNNING' and next_check_at <= now() for update skip locked) returning id`,
    [CHECK_SECONDS],
  );
  return rows.map(({ id }) => id);
}

interface Trial {
  readonly row: DataStudyTrial;
  readonly run: TrainingRun;
  readonly evaluation: Evaluation | null;
}

/**
 * Has trials measured whose runs are done, and ends the study once all are. All that it changes is in transactions that hold the study's
 * row, and what it asks for is made once however often it is asked: a crash at any place, and two workers at once, do no harm.
 */
export async function advanceStudy(services: AdvanceServices, id: string): Promise<void> {
  const { em } = services;
  const study = await em.findOneOrFail(DataStudy, id);
  if (study.state !== 'RUNNING') return;
  try {
    const trials = await trialsOf(em, id);
    const failure = failureOf(trials);
    if (failure) return await end(services, study, { state: 'FAILED', failure });
    for (const trial of trials) if (!trial.evaluation && trial.run.modelVersion) await measure(services, study, trial.row, trial.run.modelVersion.id);
    const measured = trials.flatMap(({ row, evaluation }): Measured[] => (evaluation?.result ? [{ subset: row.subset ?? null, repetition: row.repetition, evaluation, result: evaluation.result }] : []));
    if (measured.length < trials.length) return await recordProgress(em, id, trials);
    const result = study.kind === 'LEARNING_CURVE' ? await learningCurve(services, study, measured) : await sourceValues(services, study, measured);
    await end(services, study, { state: 'SUCCEEDED', result });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    await end(services, study, { state: 'FAILED', failure: error.message });
  }
}

async function trialsOf(em: EntityManager, studyId: string): Promise<Trial[]> {
  const rows = await em.find(DataStudyTrial, { study: studyId }, { orderBy: { number: 'asc' }, populate: ['trainingRun', 'evaluation'], refresh: true });
  return rows.map((row) => ({ row, run: row.trainingRun.getEntity(), evaluation: row.evaluation?.getEntity() ?? null }));
}

function failureOf(trials: readonly Trial[]): string | undefined {
  for (const { run, evaluation } of trials) {
    if (run.state === 'FAILED') return `The run ${JSON.stringify(run.name)} failed: ${run.failure ?? ''}`;
    if (run.state === 'CANCELED' || run.state === 'CANCELING') return `The run ${JSON.stringify(run.name)} was canceled.`;
    if (evaluation?.state === 'FAILED' || evaluation?.state === 'CANCELED') return `What the run ${JSON.stringify(run.name)} made could not be measured: ${evaluation.failure ?? ''}`;
  }
  return undefined;
}

async function measure(services: AdvanceServices, study: DataStudy, { number }: DataStudyTrial, modelVersionId: string): Promise<void> {
  await write(services.em, async (tx) => {
    if (!(await lockStudy(tx, study.id))) return;
    const trial = await tx.findOneOrFail(DataStudyTrial, { study: study.id, number }, { refresh: true });
    const [modelVersion, datasetVersion] = [await tx.findOneOrFail(ModelVersion, modelVersionId), await tx.findOneOrFail(DatasetVersion, study.datasetVersion.id)];
    trial.evaluation = ref(await ensureEvaluation(tx, services.jobs, { modelVersion, datasetVersion, split: study.split }));
    await tx.flush();
  });
}

/** Training counts nine tenths. */
async function recordProgress(em: EntityManager, id: string, trials: readonly Trial[]): Promise<void> {
  const done = trials.reduce((sum, { run, evaluation }) => sum + 0.9 * trained(run) + 0.1 * (evaluation?.progress ?? 0), 0);
  await write(em, async (tx) => {
    const study = await lockStudy(tx, id);
    if (!study || study.progress === done / trials.length) return;
    study.progress = done / trials.length;
    await tx.flush();
    await notify(tx, channels.dataStudy, id);
  });
}

function trained({ state, progress }: TrainingRun): number {
  if (state === 'SUCCEEDED') return 1;
  return progress && progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0;
}

async function end(services: AdvanceServices, { id }: DataStudy, as: StudyEnd): Promise<void> {
  await write(services.em, async (tx) => {
    const study = await lockStudy(tx, id);
    if (study) await endStudy(tx, services, studyCaller(study), study, as);
  });
}
