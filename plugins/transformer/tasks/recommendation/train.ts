import { trainInSteps, warmUpCosine, type Metrics, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { goOnFrom } from '../../go-on.ts';
import type { Hyperparameters } from '../../hyperparameters.ts';
import { Weights } from '../../layers/weights.ts';
import { readDescription } from '../../model-files.ts';
import { withDefaults } from '../../settings.ts';
import { ChosenWeights } from '../chosen-weights.ts';
import { onValidation } from '../on-validation.ts';
import { baselineMetrics } from './baselines/metrics.ts';
import { comparison } from './baselines/comparison.ts';
import { modelDescription, type ModelDescription } from './description.ts';
import { rankByModel, rankingMetrics, sampleOf } from './evaluate.ts';
import { ItemNumbers, readHistories, readNextItems } from './histories.ts';
import { createSasrec } from './model.ts';
import { publishedFiles } from './publish.ts';
import { createScorer } from './scorer.ts';
import { defaultsFor } from './settings.ts';
import { compileTrainingStep } from './training-step.ts';
import { windowBatches } from './windows.ts';

/** Histories that are ranked together. */
const ROWS = 128;
/** Evaluations of a run, about. */
const EVALUATIONS = 20;

/** Decay of the weights' moving average. */
const AVERAGE = 0.99;

type Context = TrainContext<Hyperparameters, 'INTERACTION'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, nn, random, seed, signal } = context;
  const settings = withDefaults(hp, defaultsFor(data));
  const { epochs, batchSize, learningRate, maxLength, weightDecay } = settings;
  const earlier = context.initial && (await readDescription(modelDescription, context.initial.readFile));
  // Items that are new follow those that the earlier model knows.
  const items = new ItemNumbers(earlier?.items);
  const histories = await readHistories(data, (name) => items.add(name));
  const sequences = [...histories.values()].filter(({ length }) => length > 1);
  if (sequences.length === 0) throw new Error('No user has two interactions in the training split, so there is no next item to learn from.');
  const next = sampleOf(await readNextItems(data, 'VALIDATION', items, histories));
  const simple = next.length === 0 ? {} : baselineMetrics([...histories.values()], next, items.count);

  const stepsPerEpoch = Math.ceil(sequences.length / batchSize);
  const steps = epochs * stepsPerEpoch;
  const weights = new Weights(tf, random);
  const model = createSasrec({ tf, nn, weights }, { ...settings, items: items.count }, settings.dropout);
  if (context.initial && earlier) {
    const named = { axis: 0, before: earlier.items, now: items.names };
    await goOnFrom(tf, weights, context.initial, { named: { items: named, item_bias: named } });
  }
  const optimizer = context.createOptimizer(hp.optimizer, {
    learningRate: warmUpCosine({ highest: learningRate, steps, warmUpSteps: Math.min(100, Math.ceil(steps / 20)) }),
    average: AVERAGE,
    ...(hp.optimizer === 'SGD' ? {} : { beta2: 0.98 }),
    ...(hp.optimizer === 'ADAMW' ? { weightDecay } : {}),
  });
  const chosen = new ChosenWeights(tf, weights, optimizer);
  const step = compileTrainingStep(context, model, optimizer, weights.variables, settings.labelSmoothing);
  const scorer = createScorer(context, model, { rows: ROWS, maxLength, items: items.count });
  const measure = async () => ({ ...rankingMetrics(await rankByModel(scorer, next, signal)), ...simple });
  let published: Metrics = {};

  const events = trainInSteps(context, {
    epochs,
    stepsPerEpoch,
    async *batches(epoch, from) {
      yield* windowBatches(sequences, { size: batchSize, length: maxLength, seed, epoch, from });
    },
    step: (batch) => ({ loss: step(batch) }),
    weights: chosen.all,
    optimizers: { optimizer },
    evaluateEvery: stepsPerEpoch * Math.max(1, Math.round(epochs / EVALUATIONS)),
    async evaluate() {
      return next.length === 0 ? {} : onValidation(await chosen.measure(measure, ({ ndcg_at_10: ndcg }) => (ndcg === undefined ? undefined : -ndcg)));
    },
    async publish() {
      await chosen.choose(context);
      // Once more: what was measured of these weights may have been told before a resume, or be the host's choice.
      if (next.length > 0) published = onValidation(await measure());
      const { layers, heads, modelSize, feedForwardSize } = settings;
      const description: ModelDescription = {
        format: 'flywheel-transformer',
        formatVersion: 1,
        task: 'RECOMMENDATION',
        kind: 'INTERACTION',
        settings: { layers, heads, modelSize, feedForwardSize, maxLength },
        items: [...items.names],
      };
      return { files: publishedFiles(context, model, weights, description), parameterCount: weights.count };
    },
    dispose() {
      for (const owner of [step, scorer, optimizer, chosen, model, weights]) owner.dispose();
    },
  });
  for await (const event of events) {
    if (event.type === 'model') {
      const line = comparison(published);
      if (line !== undefined) yield { type: 'log', level: 'WARNING', line };
    }
    yield event;
  }
}
