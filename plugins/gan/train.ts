import { trainInSteps, type Metrics, type TrainContext, type TrainEvent, type Variable } from 'flywheel/plugin';
import { compileDrawing, draw, type Drawing } from './draw.ts';
import { compileSteps, evaluate, lookAtReal, type Evaluation, type Reference } from './evaluate.ts';
import { answersOf, buildFeatureNetwork, featureTask, variablesOf, type FeatureTask } from './feature-network.ts';
import { finishedNetworks } from './finished-networks.ts';
import { misfits, settle } from './fit-hyperparameters.ts';
import { goOnFrom } from './go-on.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { imageBatch } from './image-batch.ts';
import { describeModel } from './model-description.ts';
import { modelFiles } from './model-files.ts';
import { networkShape } from './network-shape.ts';
import { createGame, disposeGame, variablesOfGame } from './players.ts';
import { whyNoDiversity } from './spread.ts';
import { trainFeatures } from './train-features.ts';
import { compileDiscriminatorStep, compileGameStep } from './training-step.ts';

/** Images that are drawn after every epoch, from the same latents. */
const SAMPLES = 16;

type Context = TrainContext<Hyperparameters, 'IMAGE'>;

/** Trains the feature network, unless an earlier model brings one, then plays the game of both networks; or goes on from the latest checkpoint with the same numbers. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { data, tf, random, seed, signal } = context;
  const hp = settle(context.hyperparameters);
  const problem = misfits(hp, data)[0];
  if (problem !== undefined) throw new Error(`${problem.field} ${problem.message}.`);
  if (data.counts.TRAIN === 0) throw new Error('The training split of this dataset version is empty.');
  const shape = networkShape(hp, data);
  const task = featureTask(data);

  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / hp.batchSize);
  const game = createGame(context, shape, hp);
  const features = buildFeatureNetwork(tf, data.image, answersOf(task, data), seed);
  const hasFeatures = context.initial !== undefined && (await goOnFrom(context.initial, { tf, game, features, task, classes: data.classes }));
  const finished = await finishedNetworks(context, game);
  const gameStep = compileGameStep(context, game);
  const discriminatorStep = compileDiscriminatorStep(context, game);
  const steps = compileSteps(context, finished.generator, features);
  const drawing = compileDrawing(context, finished.generator);
  const startDistance = tf.tidy(() => tf.variable(tf.scalar(0)));
  const isWarned = tf.tidy(() => tf.variable(tf.scalar(0)));
  const weights = new Map<string, Variable>([
    ...variablesOfGame(game), ...[...variablesOf(tf, features)].map(([name, variable]): [string, Variable] => [`features/${name}`, variable]),
    ['start_distance', startDistance], ['is_warned', isWarned],
  ]);
  const drawings = sampleDrawings(context, shape.latentSize);
  const canEvaluate = data.counts.VALIDATION > 1;

  /** Whether the finished generator has the present weights: samples come right behind an evaluation, and standing statistics cost what drawing 1,000 images does. */
  let isPresent = false;
  const refresh = () => {
    if (!isPresent) finished.refreshGenerator();
    isPresent = true;
  };

  /** What the trained feature network sees in validation images: the same in every evaluation. */
  let reference: Reference | undefined;
  const evaluateNow = async (): Promise<Evaluation> => {
    refresh();
    reference ??= await lookAtReal({ tf, steps, shape, data, split: 'VALIDATION', task, signal });
    return evaluate({ tf, steps, shape, task, signal, reference, classes: data.classes, random });
  };

  try {
    const resumed = await context.checkpoints.latest();
    tf.dispose(Object.values(resumed?.tensors ?? {}));
    if (resumed === undefined) {
      if (!hasFeatures) await trainFeatures(context, features, task);
      const start = canEvaluate ? await evaluateNow() : undefined;
      if (start !== undefined) assignNumber(context, startDistance, start.frechetDistance);
      yield { type: 'log', line: featureLine(task, hasFeatures, reference?.readRight, start?.frechetDistance) };
      if (reference !== undefined && start?.diversity === undefined) yield { type: 'log', level: 'WARNING', line: whyNoDiversity(reference, 'validation split', hp.conditional) };
    }

    yield* trainInSteps(context, {
      epochs: hp.epochs,
      stepsPerEpoch,
      batches: (epoch, from) => data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from }),
      step: (batch, step) => tf.tidy(() => {
        isPresent = false;
        const { images, labels, weights: counts } = imageBatch(tf, shape, batch);
        return (step + 1) % hp.discriminatorSteps === 0 ? gameStep(images, counts, ...labels) : discriminatorStep(images, counts, ...labels);
      }),
      weights,
      optimizers: { generator: game.generatorOptimizer, discriminator: game.discriminatorOptimizer },
      async evaluate(warn): Promise<Metrics> {
        if (!canEvaluate) return {};
        const evaluation = await evaluateNow();
        const warned = (await isWarned.data())[0] === 1;
        if (evaluation.collapse !== undefined && !warned) warn(evaluation.collapse);
        assignNumber(context, isWarned, evaluation.collapse === undefined ? 0 : 1);
        return validationMetrics(evaluation, (await startDistance.data())[0] ?? 0);
      },
      async samples() {
        refresh();
        return draw(tf, drawing, shape, data.classes, drawings);
      },
      samplesAtStart: true,
      async publish() {
        finished.refreshGenerator();
        finished.refreshDiscriminator();
        const { generator, discriminator } = finished;
        const files = await modelFiles(tf, { generator, discriminator, features }, describeModel({ shape, data, loss: hp.loss, task }));
        return { files, parameterCount: generator.countParams() + discriminator.countParams() };
      },
      dispose: () => {},
    });
  } catch (error) {
    // A canceled run ends without a word; the host knows why.
    if (!signal.aborted) throw error;
  } finally {
    for (const step of [gameStep, discriminatorStep, steps.draw, steps.look, drawing]) step.dispose();
    finished.dispose();
    features.dispose();
    disposeGame(game);
    tf.dispose([startDistance, isWarned]);
  }
}

function validationMetrics({ frechetDistance, diversity, readAsAsked }: Evaluation, start: number): Metrics {
  return {
    'validation/frechet_distance': frechetDistance,
    ...(start > 0 ? { 'validation/frechet_distance_share': frechetDistance / start } : {}),
    ...(diversity === undefined ? {} : { 'validation/diversity': diversity }),
    ...(readAsAsked === undefined ? {} : { 'validation/read_as_asked': readAsAsked }),
  };
}

function featureLine(task: FeatureTask, hadFeatures: boolean, readRight: number | undefined, start: number | undefined): string {
  const learned = task === 'LABEL' ? 'labels' : task === 'TURN' ? 'by how many quarters an image is turned (the data has no labels)' : 'how an image is mirrored (the data has no labels)';
  const right = readRight === undefined ? '' : `, and reads ${(100 * readRight).toFixed(1)} % of the validation images right`;
  const distance = start === undefined
    ? 'The validation split has fewer than 2 images, so that neither how well it reads nor how far drawn images are from real ones is measured while training'
    : `The Fréchet distance in its features is ${start.toPrecision(4)} before the first step`;
  return `The feature network ${hadFeatures ? 'of the earlier model tells' : 'has learned'} ${learned}${right}. ${distance}.`;
}

function assignNumber({ tf }: Pick<Context, 'tf'>, variable: Variable, value: number): void {
  tf.tidy(() => variable.assign(tf.scalar(value)));
}

/** Latents that depend on the seed alone, so that one sees the same images grow, also after a resume; labels in turn. */
function sampleDrawings({ tf, seed, data, hyperparameters: hp }: Context, latentSize: number): Drawing[] {
  const latents = tf.tidy(() => tf.randomNormal([SAMPLES, latentSize], 0, 1, 'float32', seed).dataSync());
  return Array.from({ length: SAMPLES }, (_, k) => ({
    latent: [...latents.subarray(k * latentSize, (k + 1) * latentSize)],
    label: hp.conditional ? k % data.classes.length : -1,
  }));
}
