import type { EntityManager } from '@mikro-orm/postgresql';
import { MetricPoint, TrainingRunEvent } from '../entities/training-run-event.ts';
import type { TrainerReport } from './trainer-report.ts';

type ReportOf<T extends TrainerReport['type']> = Extract<TrainerReport, { type: T }>;

/**
 * Leaves out what a resumed attempt tells again. It tells the same steps in the same order as the attempt before, so all
 * up to the newest stored step is known: one backward look into the index of events for each type. (ON CONFLICT would
 * tell only after numbering which events fall away, and leave gaps.) The metrics of one step may come in several
 * events, for example of training and then of validation, so values of the newest step are left out one by one.
 */
export class StoredAlready {
  readonly #tx: EntityManager;
  readonly #trainingRunId: string;
  #metricStep = 0;
  #metricNames = new Set<string>();
  #sampleStep = 0;
  #checkpointSteps = new Set<number>();

  constructor(tx: EntityManager, trainingRunId: string) {
    this.#tx = tx;
    this.#trainingRunId = trainingRunId;
  }

  /** Reads what has to be known about these reports. */
  async look(reports: readonly TrainerReport[]): Promise<void> {
    const types = new Set(reports.map((report) => report.type));
    if (types.has('metrics') || types.has('log')) this.#metricStep = await this.#newestStep('MetricsLogged');
    if (types.has('metrics')) this.#metricNames = await this.#namesAt(this.#metricStep, reports);
    if (types.has('samples')) this.#sampleStep = await this.#newestStep('SamplesMade');
    if (types.has('checkpoint')) this.#checkpointSteps = await this.#checkpointsAmong(reports);
  }

  /** What is new of the metrics, with the step of their event: null where the step has one already. */
  newMetrics(report: ReportOf<'metrics'>): { values: ReportOf<'metrics'>['values']; step: number | null } | undefined {
    if (report.step < this.#metricStep) return undefined;
    const sameStep = report.step === this.#metricStep;
    if (!sameStep) this.#metricNames = new Set();
    this.#metricStep = report.step;
    const values = report.values.filter(({ name }) => !this.#metricNames.has(name));
    for (const { name } of values) this.#metricNames.add(name);
    return values.length === 0 ? undefined : { values, step: sameStep ? null : report.step };
  }

  areSamplesNew({ step }: ReportOf<'samples'>): boolean {
    if (step <= this.#sampleStep) return false;
    this.#sampleStep = step;
    return true;
  }

  isCheckpointNew({ checkpoint: { step } }: ReportOf<'checkpoint'>): boolean {
    if (this.#checkpointSteps.has(step)) return false;
    this.#checkpointSteps.add(step);
    return true;
  }

  isLineNew({ step }: ReportOf<'log'>): boolean {
    return step === null || step >= this.#metricStep;
  }

  /** 0 where there is none: steps count from 1. */
  async #newestStep(type: TrainingRunEvent['type']): Promise<number> {
    const where = { trainingRun: this.#trainingRunId, type, step: { $ne: null } };
    const [event] = await this.#tx.find(TrainingRunEvent, where, { orderBy: { step: 'desc' }, limit: 1, fields: ['step'] });
    return event?.step ?? 0;
  }

  async #namesAt(step: number, reports: readonly TrainerReport[]): Promise<Set<string>> {
    const told = reports.flatMap((report) => (report.type === 'metrics' && report.step === step ? report.values : []));
    if (told.length === 0) return new Set();
    const where = { trainingRun: this.#trainingRunId, step, name: { $in: told.map(({ name }) => name) } };
    const points = await this.#tx.find(MetricPoint, where, { fields: ['name'] });
    return new Set(points.map(({ name }) => name));
  }

  async #checkpointsAmong(reports: readonly TrainerReport[]): Promise<Set<number>> {
    const steps = reports.flatMap((report) => (report.type === 'checkpoint' ? [report.checkpoint.step] : []));
    const where = { trainingRun: this.#trainingRunId, type: 'CheckpointSaved' as const, step: { $in: steps } };
    const events = await this.#tx.find(TrainingRunEvent, where, { fields: ['step'] });
    return new Set(events.flatMap(({ step }) => step ?? []));
  }
}
