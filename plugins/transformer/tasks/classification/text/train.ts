import { trainInSteps, type TensorFlow, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import type { Hyperparameters } from '../../../hyperparameters.ts';
import { Weights } from '../../../layers/weights.ts';
import { withDefaults } from '../../../settings.ts';
import { assemble } from './assemble.ts';
import { defaultsFor } from './defaults.ts';
import { describeModel } from './description.ts';
import { drawsFrom } from './draws.ts';
import { goOnFromTexts, readEarlierModel } from './earlier-model.ts';
import { predictSplit, sharesFor, splitMetrics } from './evaluate.ts';
import { EVEN_SHARES, type Shares } from './halves.ts';
import { learnIndex, type LearnedTexts } from './learn-index.ts';
import { logCountRatios } from './log-count-ratios.ts';
import { createTextModel, embeddedPairs, SHARES, type ModelShape } from './model.ts';
import { startFromRatios } from './ngram-head.ts';
import { createOptimizers } from './optimizers.ts';
import { orderTexts } from './order-texts.ts';
import { compilePrediction, type Reader } from './predict.ts';
import { publishedFiles } from './publish.ts';
import { textTensors } from './text-tensors.ts';
import { compileTrainingStep } from './training-step.ts';

/** Share of the n-grams at places that are kept which get lost, at most. */
const MOST_NGRAM_DROPOUT = 0.3;
/** Validation texts that are looked at while training. */
const MOST_VALIDATED = 5000;
/** Steps between two evaluations at least, where an epoch has more. */
const LEAST_BETWEEN_EVALUATIONS = 100;

type Context = TrainContext<Hyperparameters, 'TEXT'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, nn, random, seed, signal } = context;
  const settings = withDefaults(hp, defaultsFor(data, hp.tokenizer));
  const { tokenDropout, ngramHead } = settings;
  const earlier = context.initial && (await readEarlierModel(context.initial));
  const learned = await learnIndex(data, settings, signal, earlier);
  const { texts, tokenizer, index } = learned;
  if (texts.count === 0) throw new Error('The training split of this dataset version has no labelled text.');
  yield { type: 'log', line: summary(learned, earlier !== undefined) };
  const classes = data.classes.length;
  const ratios = logCountRatios(texts, index, classes);
  const { scales } = ratios;

  const batchSize = Math.min(settings.batchSize, texts.count);
  const stepsPerEpoch = Math.ceil(texts.count / batchSize);
  const shape: ModelShape = { tokens: index.tokens, pairs: index.pairs.size, classes, ngramSize: earlier?.ngramSize, settings };
  const weights = new Weights(tf, random);
  const model = createTextModel({ tf, nn, weights }, shape);
  if (earlier) await goOnFromTexts(context, weights, earlier, data.classes, index, ratios);
  else if (ngramHead) {
    startFromRatios({ tf, nn, weights }, shape, ratios);
    assignShares(tf, weights, EVEN_SHARES);
  }
  const optimizers = createOptimizers(context.createOptimizer, { ...settings, name: hp.optimizer, steps: settings.epochs * stepsPerEpoch });
  const trainingStep = compileTrainingStep(context, model, weights, optimizers);
  const prediction = compilePrediction(context, model);
  const reader: Reader = { tf, tokenizer: tokenizer.tokenizer, index, scales, maxLength: settings.maxLength, classes, ngramHead, step: prediction };
  const lengths = Int32Array.from({ length: texts.count }, (_, text) => texts.lengthOf(text));
  const dropout = { places: tokenDropout, ngrams: Math.min(MOST_NGRAM_DROPOUT, tokenDropout) };

  yield* trainInSteps(context, {
    epochs: settings.epochs,
    stepsPerEpoch,
    evaluateEvery: Math.min(stepsPerEpoch, Math.max(LEAST_BETWEEN_EVALUATIONS, Math.ceil(stepsPerEpoch / 2))),
    async *batches(epoch, from) {
      yield* orderTexts(lengths, batchSize, seed, epoch).slice(from);
    },
    step: (batch) => tf.tidy(() => {
      const own = [...batch];
      const assembled = assemble(own.map((text) => texts.tokensOf(text)), { index, scales, embeddedPairs: embeddedPairs(index.pairs.size), dropout: { ...dropout, draw: drawsFrom(random.integer()) } });
      return trainingStep(textTensors(tf, assembled), targets(tf, own.map((text) => [texts.labelOf(text), texts.weightOf(text)] as const), classes, settings.labelSmoothing));
    }),
    weights: weights.all,
    optimizers,
    async evaluate() {
      if (data.counts.VALIDATION === 0) return {};
      const predicted = await predictSplit(reader, data, 'VALIDATION', { signal, most: MOST_VALIDATED });
      if (predicted.labels.length === 0) return {};
      const shares = sharesFor(predicted, classes);
      if (ngramHead) assignShares(tf, weights, shares);
      return Object.fromEntries(Object.entries(splitMetrics(predicted, classes, shares)).map(([name, value]) => [`validation/${name}`, value]));
    },
    async publish() {
      const description = describeModel({ classes: data.classes, settings: { ...settings, ngramSize: earlier?.ngramSize }, tokenizer: tokenizer.description, tokens: index.tokens, pairs: index.pairs.size });
      return { files: publishedFiles(context, { shape, weights, tokenizer, index, scales, description }), parameterCount: weights.count };
    },
    dispose() {
      for (const compiled of [trainingStep, prediction]) compiled.dispose();
      for (const optimizer of Object.values(optimizers)) optimizer.dispose();
      weights.dispose();
    },
  });
}

function summary({ texts, index }: LearnedTexts, isEarlier: boolean): string {
  const number = (value: number) => value.toLocaleString('en');
  const what = `${number(index.tokens)} tokens and ${number(index.pairs.size)} pairs of them`;
  return isEarlier ? `Has ${what} of the earlier model; there are ${number(texts.count)} texts.` : `Learned ${what} from ${number(texts.count)} texts.`;
}

function assignShares(tf: TensorFlow, weights: Weights, shares: Shares): void {
  tf.tidy(() => weights.all.get(SHARES)?.assign(tf.tensor1d([...shares])));
}

/** [labels, classes]: 1 at the label; smoothed, a share of it spread over all classes; all of it times the text's weight, and so its loss. */
function targets(tf: TensorFlow, labels: readonly (readonly [label: number, weight: number])[], classes: number, smoothing: number) {
  const values = new Float32Array(labels.length * classes);
  labels.forEach(([label, weight], row) => {
    values.fill((weight * smoothing) / classes, row * classes, (row + 1) * classes);
    values[row * classes + label] = weight * (1 - smoothing + smoothing / classes);
  });
  return tf.tensor2d(values, [labels.length, classes]);
}
