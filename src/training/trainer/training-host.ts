import { storeOutput } from '../../data/store-output.ts';
import type { LogLevel } from '../../domain/training-run-event-payload.ts';
import type { StoredOutput } from '../../domain/stored-output.ts';
import type { TakenTrainingRun } from '../../domain/training-runs/take-training-run.ts';
import { logLine } from '../../domain/training-runs/log-line.ts';
import type { TrainerReport } from '../../domain/training-runs/trainer-report.ts';
import type { Checkpoint, Checkpoints, Metrics, ModelFile, Output, TrainEvent } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { sampleKey } from '../../store/keys.ts';
import type { PositionedRandom } from '../../tensor/random.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import { EarlyStopping } from './early-stopping.ts';
import { TrainingFailure } from './failure.ts';
import { MissingMetric } from './missing-metric.ts';
import type { Outbox } from './outbox.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { Watch } from './watch.ts';

export interface TrainedModel {
  readonly files: readonly ModelFile[];
  readonly parameterCount: number;
}

export interface TrainingHostOptions {
  readonly run: TakenTrainingRun;
  readonly store: BlobStore;
  readonly keeper: CheckpointKeeper;
  readonly random: PositionedRandom;
  readonly outbox: Outbox;
  readonly watch: Watch;
  /** As the plugin declares it. */
  readonly higherIsBetter: readonly string[] | undefined;
}

/** The host's side of one training: takes each event that the plugin yields, and answers what the plugin asks. */
export class TrainingHost {
  readonly #options: TrainingHostOptions;
  readonly #early: EarlyStopping | undefined;
  readonly #missing: MissingMetric | undefined;
  readonly #secondsBefore: number;
  readonly #startedAt = performance.now();
  readonly meter: ProgressMeter;
  #step: number;
  #isBest = false;
  #savedOnRequest = false;
  #saidWhy = false;

  constructor(options: TrainingHostOptions) {
    this.#options = options;
    const { run, keeper, higherIsBetter } = options;
    const resumed = keeper.resumed;
    this.#early = run.earlyStopping ? new EarlyStopping({ ...run.earlyStopping, higherIsBetter }, resumed?.earlyStopping ?? undefined) : undefined;
    this.#missing = run.earlyStopping ? new MissingMetric(run.earlyStopping.metric) : undefined;
    this.#secondsBefore = resumed?.secondsTrained ?? 0;
    this.#step = resumed?.step ?? 0;
    this.meter = new ProgressMeter(this.#step);
  }

  /** What the plugin asks of its checkpoints. */
  readonly checkpoints: Checkpoints = {
    latest: async () => {
      const { keeper, random } = this.#options;
      const about = keeper.resumed;
      if (about) random.moveTo(about.randomPosition);
      return keeper.latest();
    },
    best: async () => this.#options.keeper.best(),
    due: () => {
      this.#options.watch.look();
      return this.#isBest || this.#saveAsked() || this.#options.keeper.isTime();
    },
  };

  /** Why training should end well before its last step; undefined while it should not. */
  reasonToStop(): string | undefined {
    this.#options.watch.look();
    const { maxSeconds } = this.#options.run;
    if (this.#early?.exhausted) return `Stopped early: ${this.#early.metric} did not improve in ${this.#options.run.earlyStopping?.patience} evaluations.`;
    if (maxSeconds !== null && this.#secondsTrained() >= maxSeconds) return `Stopped after ${maxSeconds} s, the run's time limit.`;
    return undefined;
  }

  shouldStop(): boolean {
    const reason = this.reasonToStop();
    if (reason && !this.#saidWhy) {
      this.#saidWhy = true;
      void this.#say(reason);
    }
    return reason !== undefined;
  }

  /** Whether the state that the worker asked for lies in the store: training may stop. */
  get savedOnRequest(): boolean {
    return this.#savedOnRequest;
  }

  /** Takes one event. Returns the model where it is the last one. */
  async take(event: TrainEvent): Promise<TrainedModel | undefined> {
    const { outbox } = this.#options;
    switch (event.type) {
      case 'metrics':
        await outbox.tell(this.#metricsReport(event));
        await this.#warn(this.#missing?.see(event.step, event.values));
        return undefined;
      case 'samples': {
        const outputs = await Promise.all(event.outputs.map((output, index) => this.#storeSample(event.step, index, output)));
        await outbox.tell({ type: 'samples', step: event.step, outputs, time: Date.now() });
        return undefined;
      }
      case 'checkpoint':
        await this.#save(event);
        return undefined;
      case 'log':
        await outbox.tell({ type: 'log', line: logLine(event.line), level: event.level === 'WARNING' ? 'WARNING' : 'INFO', step: this.#step, time: Date.now() });
        return undefined;
      case 'model':
        await this.#warn(this.#missing?.finishStep());
        return event;
    }
  }

  #storeSample(step: number, index: number, output: Output): Promise<StoredOutput> {
    const { run, store } = this.#options;
    return storeOutput(store, sampleKey(run.trainingRunId, step, index), output, { plugin: run.algorithm, place: `sample ${index + 1} of step ${step}` });
  }

  #metricsReport({ step, values, progress }: Extract<TrainEvent, { type: 'metrics' }>): TrainerReport {
    if (!Number.isInteger(step) || step < 1 || step < this.#step) {
      throw new TrainingFailure(`The plugin told metrics of step ${step} after those of step ${this.#step}; steps count up from 1.`);
    }
    checkFinite(values, step);
    const sameStep = step === this.#step;
    this.#step = step;
    this.#isBest = (this.#early?.see(values) ?? false) || (this.#isBest && sameStep);
    return {
      type: 'metrics',
      step,
      values: Object.entries(values).map(([name, value]) => ({ name, value })),
      progress: this.meter.measure(progress),
      time: Date.now(),
    };
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    const { keeper, outbox, random } = this.#options;
    const asked = this.#saveAsked();
    const host = { randomPosition: random.position(), earlyStopping: this.#early?.state ?? null, secondsTrained: this.#secondsTrained() };
    const saved = await keeper.save(checkpoint, host, this.#isBest);
    this.#isBest = false;
    if (asked) this.#savedOnRequest = true;
    await outbox.tell({ type: 'checkpoint', checkpoint: saved, time: Date.now() });
  }

  #saveAsked(): boolean {
    return this.#options.watch.saveAsked && !this.#savedOnRequest;
  }

  #secondsTrained(): number {
    return this.#secondsBefore + (performance.now() - this.#startedAt) / 1000;
  }

  async #warn(line: string | undefined): Promise<void> {
    if (line !== undefined) await this.#say(line, 'WARNING');
  }

  #say(line: string, level: LogLevel = 'INFO'): Promise<void> {
    return this.#options.outbox.tell({ type: 'log', line, level, step: this.#step, time: Date.now() });
  }
}

function checkFinite(values: Metrics, step: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isFinite(value)) continue;
    throw new TrainingFailure(`Training diverged: ${name} became ${Number.isNaN(value) ? 'not a number' : 'infinite'} at step ${step}. Lower the learning rate.`);
  }
}
