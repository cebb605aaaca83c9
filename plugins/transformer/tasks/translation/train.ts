import { trainInSteps, type Optimizer, type Output, type TensorFlow, type TrainContext, type TrainEvent, type Variable } from 'flywheel/plugin';
import { goOnFrom } from '../../go-on.ts';
import type { Hyperparameters } from '../../hyperparameters.ts';
import { Weights } from '../../layers/weights.ts';
import { withDefaults } from '../../settings.ts';
import { BytePairTokenizer } from '../../text/byte-pair.ts';
import { packedBatches } from './batches.ts';
import { chooseBuckets, stepsPerEpoch } from './buckets.ts';
import { learnVocabulary, measureLengths } from './corpus.ts';
import { compileDecoder } from './decode.ts';
import { describeModel, readDescription, shapeOf } from './description.ts';
import { compileLoss, evaluate, firstPairs } from './evaluate.ts';
import { defaultsFor } from './fit.ts';
import { createTranslationModel } from './model.ts';
import { publishedFiles } from './publish.ts';
import { warmUpLinear } from './schedule.ts';
import { compileTrainingStep } from './training-step.ts';
import { translateAll, type Translator } from './translate.ts';

/** Validation pairs that are looked at while training. */
const MOST_VALIDATED = 500;
/** Validation sentences whose translations are shown. */
const SAMPLES = 4;
/** Steps between two evaluations, where an epoch is longer. */
const MOST_BETWEEN_EVALUATIONS = 2_000;
/** Share of the averaged weights that stays in every step: they are of the last 1,000 steps or so. */
const AVERAGE = 0.999;

type Context = TrainContext<Hyperparameters, 'TEXT_PAIR'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters, data, tf, nn, random, seed, signal } = context;
  if (data.counts.TRAIN === 0) throw new Error('The training split of this dataset version is empty.');
  const settings = withDefaults(hyperparameters, defaultsFor(data));
  const { maxLength } = settings;
  const { initial } = context;
  const tokenizer = initial ? new BytePairTokenizer(readDescription(await initial.readFile('flywheel.json')).tokenizer) : await learnVocabulary(data, settings.vocabularySize);
  const { counts, ratio } = await measureLengths(data, tokenizer, maxLength);
  const buckets = chooseBuckets(counts, settings.batchSize);
  const steps = stepsPerEpoch(counts, buckets);

  const shape = shapeOf(settings, tokenizer);
  const weights = new Weights(tf, random);
  const model = createTranslationModel({ tf, nn, weights }, shape, settings.dropout);
  if (initial) await goOnFrom(tf, weights, initial);
  // What is evaluated, shown and published: the average of the last weights is better than the last ones.
  const averaged = new Weights(tf);
  const shown = createTranslationModel({ tf, nn, weights: averaged }, shape, 0);
  const { optimizer: name } = hyperparameters;
  const optimizer = context.createOptimizer(name, {
    learningRate: warmUpLinear(settings.learningRate, steps * settings.epochs),
    clipNorm: 1,
    average: AVERAGE,
    ...(name === 'SGD' ? {} : { beta2: 0.98 }),
    ...(name === 'ADAMW' ? { weightDecay: settings.weightDecay } : {}),
  });
  const trainingStep = compileTrainingStep(context, { model, optimizer, variables: weights.variables, labelSmoothing: settings.labelSmoothing });
  const lossStep = compileLoss(context, shown);
  const decoder = compileDecoder(context, shown, shape);
  const translator: Translator = { decoder, tokenizer, maxLength, ratio };

  yield* trainInSteps(context, {
    epochs: settings.epochs,
    stepsPerEpoch: steps,
    evaluateEvery: Math.min(steps, MOST_BETWEEN_EVALUATIONS),
    batches: (epoch, from) => packedBatches(data, { tokenizer, buckets, maxLength, shuffle: { seed, epoch }, from }),
    step: ({ rows, length, sources, inputs, targets }) => tf.tidy(() => {
      const tensor = (tokens: Int32Array) => tf.tensor2d(tokens, [rows, length], 'int32');
      return { loss: trainingStep(tensor(sources), tensor(inputs), tensor(targets)) };
    }),
    weights: weights.all,
    optimizers: { optimizer },
    async evaluate() {
      if (data.counts.VALIDATION === 0) return {};
      copyAverages(tf, optimizer, averaged.variables);
      const { loss = NaN, perplexity = NaN, bleu = NaN } = await evaluate({ tf, data, split: 'VALIDATION', lossStep, translator, beamSize: 1, most: MOST_VALIDATED, signal });
      return { 'validation/loss': loss, 'validation/perplexity': perplexity, 'validation/bleu': bleu };
    },
    async samples() {
      copyAverages(tf, optimizer, averaged.variables);
      const pairs = await firstPairs(data, data.counts.VALIDATION > 0 ? 'VALIDATION' : 'TRAIN', SAMPLES, signal);
      const translations = await translateAll(translator, pairs.map(({ source }) => source), { beamSize: 1, signal });
      return pairs.map(({ source, target }, k): Output => ({ type: 'text', text: `${source}\n→ ${translations[k] ?? ''}\n= ${target}` }));
    },
    async publish() {
      copyAverages(tf, optimizer, averaged.variables);
      return { files: publishedFiles(context, shown, averaged, describeModel(settings, tokenizer, ratio)), parameterCount: weights.count };
    },
    dispose() {
      for (const compiled of [trainingStep, lossStep, decoder]) compiled.dispose();
      optimizer.dispose();
      weights.dispose();
      averaged.dispose();
    },
  });
}

/** Puts the averages of the trained weights into another model's. Before the first step there are none. */
function copyAverages(tf: TensorFlow, optimizer: Optimizer, into: readonly Variable[]): void {
  optimizer.averages().forEach((average, k) => tf.tidy(() => into[k]?.assign(tf.clone(average))));
}
