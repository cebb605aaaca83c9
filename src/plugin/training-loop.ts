import type { Metrics, ModelFile, Output, Progress, TrainContext, TrainEvent } from './executor.ts';
import { RunningMeans } from './running-means.ts';
import { restoreState, saveState } from './training-state.ts';
import type { Optimizer, Tensor, Variable } from './tensors.ts';

/** Steps between two log lines, where a plugin names no number of its own. */
const LOG_EVERY = 10;

/** What the loop asks of an algorithm. `B` is whatever the algorithm makes its batches of. */
export interface Training<B> {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** The epoch's batches (counted from 0) in an order that the run's seed and the epoch alone decide, without the first `from`. */
  batches(epoch: number, from: number): AsyncIterable<B>;
  /** One step, counted from 0, by a compiled step. Gives the scalars to show, for example `{ loss }`; the loop owns them. */
  step(batch: B, step: number): Readonly<Record<string, Tensor>>;
  /** All that steps change and no optimizer holds. Restored at a resume, and to the best state before `publish`. */
  readonly weights: ReadonlyMap<string, Variable>;
  readonly optimizers: Readonly<Record<string, Optimizer>>;
  /** Steps between two `train/…` metrics; 10 where absent. The last step of an epoch always shows them. */
  readonly logEvery?: number;
  /** The mean scalars since the last time, as metrics; where absent, each one as `train/NAME`. */
  metrics?(means: Readonly<Record<string, number>>): Metrics;
  /** Steps between two evaluations; an epoch where absent. The last step always evaluates. */
  readonly evaluateEvery?: number;
  /** Metrics with their whole names, for example `validation/loss`. `warn` tells a sentence to the person who watches the run. */
  evaluate?(warn: (sentence: string) => void): Promise<Metrics>;
  /** Made at every evaluation, and before the first step where `samplesAtStart` is true. */
  samples?(): Promise<readonly Output[]>;
  readonly samplesAtStart?: boolean;
  /** The trained model, from the best state where the run stops early by a metric, else from the last. */
  publish(): Promise<{ readonly files: readonly ModelFile[]; readonly parameterCount: number }>;
  /** Called once, whatever happened. Optimizers and weights are the plugin's to dispose. */
  dispose(): void;
}

/**
 * Trains from the seed, or goes on from the latest checkpoint with the same numbers as if it had never stopped: the loop
 * that most algorithms share. A plugin's `train` is `yield* trainInSteps(context, training)`.
 */
export async function* trainInSteps<B>(context: Pick<TrainContext, 'tf' | 'checkpoints' | 'signal' | 'shouldStop'>, training: Training<B>): AsyncGenerator<TrainEvent, void, void> {
  const { tf, checkpoints, signal } = context;
  const { epochs, stepsPerEpoch, logEvery = LOG_EVERY, evaluateEvery = stepsPerEpoch } = training;
  const steps = epochs * stepsPerEpoch;
  const progress = (step: number): Progress => ({ epoch: Math.floor(step / stepsPerEpoch), epochs, step, steps });
  const running = new RunningMeans(tf);
  const state = { tf, weights: training.weights, optimizers: training.optimizers, running };

  try {
    const checkpoint = await checkpoints.latest();
    let step = checkpoint?.step ?? 0;
    if (checkpoint !== undefined) restoreState(state, checkpoint);
    if (step === 0 && training.samplesAtStart) yield* samples(training, 0);

    while (step < steps && !context.shouldStop()) {
      for await (const batch of training.batches(Math.floor(step / stepsPerEpoch), step % stepsPerEpoch)) {
        signal.throwIfAborted();
        running.add(training.step(batch, step));
        step += 1;
        const due = step % evaluateEvery === 0 || step === steps;
        if (step % logEvery === 0 || step % stepsPerEpoch === 0) {
          const means = await running.take();
          const values = training.metrics?.(means) ?? trainMetrics(means);
          requireFinite(values, step);
          yield { type: 'metrics', step, progress: progress(step), values };
        }
        if (due) {
          yield* evaluation(training, step, progress(step));
          yield* samples(training, step);
        }
        if (checkpoints.due()) {
          const { tensors, release } = saveState(state);
          try {
            yield { type: 'checkpoint', step, tensors, state: {} };
          } finally {
            release();
          }
        }
        if (step >= steps || context.shouldStop()) break;
      }
    }

    const best = await checkpoints.best();
    if (best !== undefined) restoreState(state, best);
    yield { type: 'model', ...(await training.publish()) };
  } catch (error) {
    // A canceled run ends without a word; the host knows why.
    if (!signal.aborted) throw error;
  } finally {
    running.dispose();
    training.dispose();
  }
}

async function* evaluation<B>(training: Training<B>, step: number, progress: Progress): AsyncGenerator<TrainEvent, void, void> {
  if (!training.evaluate) return;
  const warnings: string[] = [];
  const values = await training.evaluate((sentence) => warnings.push(sentence));
  for (const line of warnings) yield { type: 'log', level: 'WARNING', line };
  if (Object.keys(values).length > 0) yield { type: 'metrics', step, progress, values };
}

async function* samples<B>(training: Training<B>, step: number): AsyncGenerator<TrainEvent, void, void> {
  const outputs = (await training.samples?.()) ?? [];
  if (outputs.length > 0) yield { type: 'samples', step, outputs };
}

function requireFinite(values: Metrics, step: number): void {
  const wrong = Object.keys(values).find((name) => !Number.isFinite(values[name]));
  if (wrong !== undefined) throw new Error(`${wrong} is no longer a number at step ${step}. A lower learning rate helps.`);
}

const trainMetrics = (means: Readonly<Record<string, number>>): Metrics => Object.fromEntries(Object.entries(means).map(([name, mean]) => [`train/${name}`, mean]));
