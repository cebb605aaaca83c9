import type { MikroORM } from '@mikro-orm/postgresql';
import { attemptState } from '../domain/training-runs/attempt-state.ts';
import { AttemptLost } from '../domain/training-runs/claim.ts';
import type { TakenTrainingRun } from '../domain/training-runs/take-training-run.ts';
import { channels } from '../domain/ports.ts';
import type { TrainerReport } from '../domain/training-runs/trainer-report.ts';
import type { Listener } from '../jobs/listen.ts';
import type { Logger } from '../logging.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { TrainerEnd } from './protocol.ts';
import { ReportRecorder } from './report-recorder.ts';
import { type TrainerExit, TrainerProcess } from './trainer-process.ts';
import type { TrainingSettings, TrainingTiming } from './training-settings.ts';

export interface TrainingDeps {
  readonly orm: MikroORM;
  readonly store: BlobStore;
  readonly logger: Logger;
  readonly listen: Pick<Listener, 'on'>;
  readonly settings: TrainingSettings;
}

/** How an attempt came to its end; all that it reported before is stored. */
export type AttemptEnd =
  | Exclude<TrainerEnd, { type: 'stopped' }>
  | { readonly type: 'canceled' }
  | { readonly type: 'saved' }
  /** `endedFor`: why the worker ended it; `step`: of its last metrics. */
  | { readonly type: 'died'; readonly exit: TrainerExit; readonly endedFor: 'silence' | 'memory' | undefined; readonly step: number | undefined };

/** Why the worker ends an attempt, where it is not the trainer itself that does. */
type Reason = 'cancel' | 'save' | 'silence' | 'memory' | 'error';

export interface AttemptOptions {
  readonly run: TakenTrainingRun;
  readonly modelVersionId: string;
  readonly timing: TrainingTiming;
  /** Aborted when the worker stops. */
  readonly signal: AbortSignal;
}

/**
 * Runs one attempt in a trainer of its own, which is gone when this resolves or rejects.
 *
 * @throws AttemptLost, or what the database has against storing its reports.
 */
export async function runAttempt(deps: TrainingDeps, options: AttemptOptions): Promise<AttemptEnd> {
  const attempt = new Attempt(deps, options);
  return attempt.run();
}

class Attempt {
  readonly #deps: TrainingDeps;
  readonly #options: AttemptOptions;
  readonly #trainer: TrainerProcess;
  readonly #recorder: ReportRecorder;
  #reason: Reason | undefined;
  #error: unknown;
  #end: TrainerEnd | undefined;
  #lastSign = performance.now();
  #lastStep: number | undefined;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(deps: TrainingDeps, options: AttemptOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#trainer = new TrainerProcess(deps.settings.environment, deps.logger, {
      onMessage: (message) => {
        this.#lastSign = performance.now();
        if (message.type === 'reports') this.#record(message.reports);
        else this.#end = message;
      },
      onSign: () => {
        this.#lastSign = performance.now();
      },
      onHungry: () => this.#stop('memory'),
    }, deps.settings.memoryLimit);
    this.#recorder = new ReportRecorder({
      orm: deps.orm,
      store: deps.store,
      claim: options.run,
      storeEvery: options.timing.storeEvery,
      onStored: (count) => this.#trainer.send({ type: 'stored', count }),
      onError: (error) => {
        this.#error = error;
        this.#stop('error');
      },
    });
  }

  async run(): Promise<AttemptEnd> {
    const { settings, listen } = this.#deps;
    const { run, modelVersionId, timing, signal } = this.#options;
    this.#trainer.send({
      type: 'task',
      task: { run, modelVersionId, storeFolder: settings.storeFolder, pluginsFile: settings.pluginsFile, checkpointSeconds: timing.checkpointEvery / 1000, quietSeconds: timing.quiet / 1000 },
    });
    const stopListening = listen.on(channels.cancel, (id) => {
      if (id === run.trainingRunId) void this.#look();
    });
    const timer = setInterval(() => void this.#look(), timing.pollEvery);
    const save = () => this.#stop('save');
    signal.addEventListener('abort', save, { once: true });
    if (signal.aborted) save();
    try {
      const exit = await this.#trainer.exited;
      await this.#recorder.drain();
      return this.#conclude(exit);
    } finally {
      signal.removeEventListener('abort', save);
      clearInterval(timer);
      clearTimeout(this.#killTimer);
      stopListening();
      this.#trainer.kill();
    }
  }

  #conclude(exit: TrainerExit): AttemptEnd {
    if (this.#error !== undefined) throw this.#error;
    if (this.#end && this.#end.type !== 'stopped') return this.#end;
    if (this.#reason === 'cancel') return { type: 'canceled' };
    if (this.#reason === 'save') return { type: 'saved' };
    const endedFor = this.#reason === 'silence' || this.#reason === 'memory' ? this.#reason : undefined;
    return { type: 'died', exit, endedFor, step: this.#lastStep };
  }

  #record(reports: readonly TrainerReport[]): void {
    this.#lastStep = reports.findLast((report) => report.type === 'metrics')?.step ?? this.#lastStep;
    this.#recorder.add(reports);
  }

  /** Looks whether the attempt is to end: asked for, taken by another, or without a sign of life. */
  async #look(): Promise<void> {
    const { run, timing } = this.#options;
    if (performance.now() - this.#lastSign > timing.silence) this.#stop('silence');
    try {
      const state = await attemptState(this.#deps.orm.em.fork(), run);
      if (state === 'CANCELING') this.#stop('cancel');
      if (state !== 'LOST' || this.#end) return;
      this.#error ??= new AttemptLost(run, null);
      this.#stop('error');
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'cannot look whether the run is canceled; trying again');
    }
  }

  /** The first reason stands, but that a cancel overrules a save. */
  #stop(reason: Reason): void {
    if (this.#reason !== undefined && !(this.#reason === 'save' && reason !== 'save')) return;
    this.#reason = reason;
    const { timing } = this.#options;
    clearTimeout(this.#killTimer);
    if (reason === 'silence' || reason === 'memory' || reason === 'error') return this.#trainer.kill();
    this.#trainer.command(reason);
    this.#killTimer = setTimeout(() => this.#trainer.kill(), reason === 'cancel' ? timing.cancelGrace : timing.saveGrace);
  }
}
