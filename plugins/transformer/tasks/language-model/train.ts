import { trainInSteps, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { goOnFrom } from '../../go-on.ts';
import type { Hyperparameters } from '../../hyperparameters.ts';
import { Weights } from '../../layers/weights.ts';
import { readDescription } from '../../model-files.ts';
import { withDefaults } from '../../settings.ts';
import { readCorpus, textsOf, type Corpus } from './corpus.ts';
import { modelDescription, type ModelDescription } from './description.ts';
import { createLanguageModel } from './model.ts';
import { warmUpLinear } from './schedule.ts';
import { defaultsFor, settingIssues } from './settings.ts';
import { learnTokenizer, openTokenizer, type TextTokenizer } from './tokenizer.ts';
import { compileTrainingStep } from './training-step.ts';
import { createTrained } from './trained.ts';
import { unknownCharacters } from './unknown-characters.ts';
import { planWindows, windowBatches } from './windows.ts';

/** Evaluations of a run, about. */
const EVALUATIONS = 20;
/** Tokens that an evaluation goes through; all of the split are counted when the run has ended. */
const TOKENS_TO_EVALUATE = 32_768;

/** Of the moving average of the weights, over some 500 steps: it is steadier than they are as long as the rate is high. */
const AVERAGE = 0.998;

type Context = TrainContext<Hyperparameters, 'TEXT'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, nn, random, seed, signal } = context;
  const settings = withDefaults(hp, defaultsFor(data, hp));
  const [issue] = settingIssues(settings);
  if (issue !== undefined) throw new Error(`${issue.field} ${issue.message}.`);
  const { epochs, batchSize, maxLength, dropout } = settings;

  const earlier = context.initial && (await readDescription(modelDescription, context.initial.readFile));
  const tokenizerFile = earlier?.tokenizer ?? await learnTokenizer(settings.tokenizer === 'BYTE_PAIR' ? 'BYTE_PAIR' : 'CHARACTER', settings.vocabularySize, textsOf(data, 'TRAIN'));
  const tokenizer = openTokenizer(tokenizerFile);
  const corpus = await readCorpus(data, 'TRAIN', tokenizer);
  const plan = planWindows(corpus.tokens.length, maxLength, batchSize);
  const validation = await readCorpus(data, 'VALIDATION', tokenizer);
  const steps = epochs * plan.stepsPerEpoch;
  for (const line of await unknownCharacters({ data, tokenizer, corpus, validation, isEarlier: earlier !== undefined, settings })) yield { type: 'log', level: 'WARNING', line };

  const { layers, heads, modelSize, feedForwardSize } = settings;
  const weights = new Weights(tf, random);
  const shape = { vocabulary: tokenizer.size, layers, heads, modelSize, feedForwardSize, maxLength };
  const model = createLanguageModel({ tf, nn, weights }, shape, dropout);
  if (context.initial) await goOnFrom(tf, weights, context.initial);
  const optimizer = context.createOptimizer(hp.optimizer, {
    learningRate: warmUpLinear(settings.learningRate, steps),
    clipNorm: 1,
    average: AVERAGE,
    ...(hp.optimizer === 'SGD' ? {} : { beta2: 0.99 }),
    ...(hp.optimizer === 'ADAMW' ? { weightDecay: settings.weightDecay } : {}),
  });
  const step = compileTrainingStep(context, model, optimizer, weights.variables);
  const description: ModelDescription = {
    format: 'flywheel-transformer',
    formatVersion: 1,
    task: 'LANGUAGE_MODEL',
    kind: 'TEXT',
    settings: { layers, heads, modelSize, feedForwardSize, maxLength },
    tokenizer: tokenizerFile,
    continuous: data.continuous !== undefined,
    start: data.continuous === undefined ? [tokenizer.end] : startOfLine(corpus, tokenizer),
  };
  const trained = createTrained(context, { description, tokenizer, shape, weights, optimizer });

  yield* trainInSteps(context, {
    epochs,
    stepsPerEpoch: plan.stepsPerEpoch,
    async *batches(epoch, from) {
      yield* windowBatches(corpus, maxLength, plan, { seed, epoch, from });
    },
    step: ({ rows, inputs, targets }) => ({
      loss: tf.tidy(() => step(tf.tensor2d(inputs, [rows, maxLength], 'int32'), tf.tensor2d(targets, [rows, maxLength], 'int32'))),
    }),
    weights: weights.all,
    optimizers: { optimizer },
    evaluateEvery: Math.max(1, Math.min(plan.stepsPerEpoch, Math.ceil(steps / EVALUATIONS))),
    async evaluate() {
      trained.update();
      if (validation.tokens.length < 2) return {};
      const measured = await trained.evaluator.evaluate(validation, signal, Math.ceil(TOKENS_TO_EVALUATE / maxLength));
      return Object.fromEntries(Object.entries(measured).map(([name, value]) => [`validation/${name}`, value]));
    },
    samples: () => trained.samples(signal),
    async publish() {
      trained.update();
      return { files: trained.files(), parameterCount: weights.count };
    },
    dispose() {
      for (const owner of [step, trained, optimizer, model, weights]) owner.dispose();
    },
  });
}

/** One text has no beginning that was learned; the beginning of a line comes nearest. */
function startOfLine({ tokens }: Corpus, tokenizer: TextTokenizer): number[] {
  const hasLines = tokenizer.unknownIn('\n').length === 0;
  return hasLines ? [...tokenizer.encode('\n')] : [...tokens.subarray(0, 1)];
}
