import { trainInSteps, warmUpCosine, type Metrics, type Tensor, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { classOutputs, goOnFrom } from '../../../go-on.ts';
import type { Hyperparameters } from '../../../hyperparameters.ts';
import { trainingPass } from '../../../layers/network.ts';
import { Weights } from '../../../layers/weights.ts';
import { readDescription } from '../../../model-files.ts';
import { withDefaults } from '../../../settings.ts';
import { ChosenWeights } from '../../chosen-weights.ts';
import { onValidation } from '../../on-validation.ts';
import { labelLoss } from '../label-loss.ts';
import { ColumnCoder } from './columns.ts';
import { comparison } from './comparison.ts';
import { modelDescription } from './description.ts';
import { compilePrediction, evaluate } from './evaluate.ts';
import { learnColumns, readRows } from './learn-columns.ts';
import { planFit, planLine } from './logistic/plan-fit.ts';
import { LogisticRegression } from './logistic/regression.ts';
import { createFeatureTransformer, rowTensors, type RowTensors } from './model.ts';
import { publishedFiles } from './publish.ts';
import { defaultsFor } from './settings.ts';

/** Evaluations of a run, about. */
const EVALUATIONS = 20;

/** Decay of the weights' moving average. */
const AVERAGE = 0.99;

type Context = TrainContext<Hyperparameters, 'TABULAR'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, nn, random, seed, signal } = context;
  const settings = withDefaults(hp, defaultsFor(data));
  const { epochs, batchSize, learningRate, weightDecay, labelSmoothing } = settings;
  const rows = await readRows(data, seed, signal);
  if (rows.count === 0) throw new Error('The training split of this dataset version has no labelled row.');
  const initial = context.initial && { ...context.initial, ...(await readDescription(modelDescription, context.initial.readFile)) };
  const coder = new ColumnCoder(initial?.codes ?? learnColumns(data.columns, rows));
  const classes = data.classes.length;
  const plan = planFit(coder, classes, rows.count);
  const bounded = planLine(plan, classes, rows.count);
  if (bounded !== undefined) yield { type: 'log', line: bounded };
  const logistic = plan && (await LogisticRegression.fit(coder, classes, rows, { ...plan, signal }));

  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / batchSize);
  const steps = epochs * stepsPerEpoch;
  const weights = new Weights(tf, random);
  const model = createFeatureTransformer({ tf, nn, weights }, coder, { ...settings, classes }, settings.dropout);
  if (initial) await goOnFrom(tf, weights, initial, { named: classOutputs('classify', initial.classes, data.classes) });
  const optimizer = context.createOptimizer(hp.optimizer, {
    learningRate: warmUpCosine({ highest: learningRate, steps, warmUpSteps: Math.min(200, Math.ceil(steps / 20)) }),
    clipNorm: 1,
    average: AVERAGE,
    ...(hp.optimizer === 'ADAMW' ? { weightDecay } : {}),
  });
  const chosen = new ChosenWeights(tf, weights, optimizer);
  const pass = trainingPass(random);
  const step = context.compile((inputs: RowTensors, labels: Tensor, counts: Tensor | undefined) =>
    optimizer.minimize(() => labelLoss(tf, model(inputs, pass), labels, labelSmoothing, counts).asScalar(), weights.variables), { name: 'The training step' });
  const predict = compilePrediction(context, model);
  const measure = () => evaluate({ tf, coder, predict, logistic }, data, 'VALIDATION', signal);
  let published: Metrics = {};

  const events = trainInSteps(context, {
    epochs,
    stepsPerEpoch,
    batches: (epoch, from) => data.batches({ split: 'TRAIN', size: batchSize, shuffle: { seed, epoch }, from }),
    step: (batch) => tf.tidy(() => ({ loss: step(rowTensors(tf, coder, coder.code(batch)), tf.tensor1d(batch.labels, 'int32'), batch.weights && tf.tensor1d(batch.weights)) })),
    weights: chosen.all,
    optimizers: { optimizer },
    evaluateEvery: stepsPerEpoch * Math.max(1, Math.round(epochs / EVALUATIONS)),
    async evaluate() {
      return onValidation(await chosen.measure(measure));
    },
    async publish() {
      await chosen.choose(context);
      // Once more: what was measured of these weights may have been told before a resume, or be the host's choice.
      published = onValidation(await measure());
      return { files: publishedFiles(context, model, weights, { data, coder, logistic, settings }), parameterCount: weights.count };
    },
    dispose() {
      for (const owner of [step, predict, optimizer, chosen, weights]) owner.dispose();
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
