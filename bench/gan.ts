import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dataset, ImageOutput } from 'flywheel/plugin';
import { frechetDistance, type Gaussian } from '../plugins/gan/frechet.ts';
import { openBackend } from '../src/tensor/backend.ts';
import { createRandom } from '../src/tensor/random.ts';
import { createTensorTools } from '../src/tensor/tools.ts';
import { writeGrid } from './gan/grid.ts';
import { judgedGaussian, openJudge, type Judge } from './gan/judge.ts';
import { contextOf, drawn, trained, type Gan } from './gan/play.ts';
import { readMnist } from './mnist.ts';

/** Of each class, for the numbers; the grid shows the first 8 of 8 classes. */
const EACH = 500;
const SIDE = 8;

const options = {
  data: { type: 'string', default: '../shared/data/mnist' },
  loss: { type: 'string', default: 'NON_SATURATING' },
  epochs: { type: 'string', default: '2' },
  seed: { type: 'string', default: '1' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  judge: { type: 'string', default: join(tmpdir(), 'flywheel-judge-mnist.bin') },
  'judge-epochs': { type: 'string', default: '4' },
  out: { type: 'string' },
} as const;

/**
 * Trains a conditional GAN on MNIST and lets a classifier that it has never met judge what it draws:
 * `npm run bench -- gan [--loss HINGE] [--epochs 2] [--seed 1] [--set filters=64] [--data FOLDER] [--out GRID.png]`. Prints JSON lines.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const seed = Number(values.seed);
  const settings = { conditional: true, epochs: Number(values.epochs), loss: values.loss, ...Object.fromEntries(values.set.map((text) => text.split('=', 2)).map(([name, value]) => [name, JSON.parse(value ?? '')])) };
  const print = (line: object) => console.log(JSON.stringify(line));
  const data = await readMnist(values.data, seed);
  const { tf } = await openBackend('tensorflow');
  const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
  const judge = await openJudge(tools, data, values.judge, Number(values['judge-epochs']));
  const real = await judgeReal(judge, data);
  print({ judge: { readRight: real.readRight, realAgainstReal: real.floor } });

  const untrained = await trained(contextOf(tools, data, settings, seed, () => true));
  const start = (await judgeDrawn(judge, untrained.model, tools, data, real.test)).distance;
  untrained.model.dispose();

  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  const { model } = await trained(contextOf(tools, data, settings, seed), (event) => {
    if (event.type === 'log') print({ [event.level ?? 'INFO']: event.line });
    if (event.type === 'metrics' && (event.step % 100 === 0 || 'validation/frechet_distance' in event.values)) print({ step: event.step, ...event.values, seconds: seconds() });
  });
  const trainingSeconds = seconds();
  const { images, distance, readAsAsked, worstClass } = await judgeDrawn(judge, model, tools, data, real.test);
  const own = await model.evaluate({ data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', 1), signal: new AbortController().signal });
  print({ own });
  print({ settings, seed, trainingSeconds, readAsAsked, worstClass, frechetDistance: distance, start, share: distance / start, timesRealAgainstReal: distance / real.floor, rssMegabytes: Math.round(process.memoryUsage().rss / 1e6) });
  if (values.out !== undefined) await writeGrid(Array.from({ length: SIDE * SIDE }, (_, k) => imageAt(images, (k % SIDE) * EACH + Math.floor(k / SIDE))), SIDE, values.out);
}

function imageAt(images: readonly ImageOutput[], k: number): ImageOutput {
  const image = images[k];
  if (image === undefined) throw new Error(`There is no image ${k}.`);
  return image;
}

/** Test images, and how far training images are from them: the distance that a perfect generator would have. */
async function judgeReal(judge: Judge, data: Dataset<'IMAGE'>): Promise<{ test: Gaussian; floor: number; readRight: number }> {
  const test = await firstImages(data, 'TEST', data.counts.TEST);
  const seen = await judge.look(test.images);
  const right = seen.answers.reduce((sum, answer, k) => sum + (answer === test.labels[k] ? 1 : 0), 0);
  const train = await judge.look((await firstImages(data, 'TRAIN', EACH * data.classes.length)).images);
  const gaussian = judgedGaussian(seen.features);
  return { test: gaussian, floor: frechetDistance(judgedGaussian(train.features), gaussian), readRight: right / seen.answers.length };
}

async function firstImages(data: Dataset<'IMAGE'>, split: 'TRAIN' | 'TEST', size: number): Promise<{ images: Float32Array; labels: Int32Array }> {
  for await (const { images, labels } of data.batches({ split, size })) return { images, labels };
  throw new Error(`The split ${split} is empty.`);
}

async function judgeDrawn(judge: Judge, model: Gan, tools: ReturnType<typeof createTensorTools>, data: Dataset<'IMAGE'>, test: Gaussian) {
  const images = await drawn({ model, context: tools, labels: data.classes, each: EACH, seed: 7 });
  const size = data.image.height * data.image.width * data.image.channels;
  const pixels = new Float32Array(images.length * size);
  images.forEach((image, k) => pixels.set(Float32Array.from(image.pixels, (value) => value / 255), k * size));
  const { features, answers } = await judge.look(pixels);
  const rightOf = data.classes.map((_, label) => answers.subarray(label * EACH, (label + 1) * EACH).reduce((sum, answer) => sum + (answer === label ? 1 : 0), 0) / EACH);
  return { images, distance: frechetDistance(judgedGaussian(features), test), readAsAsked: rightOf.reduce((sum, one) => sum + one, 0) / rightOf.length, worstClass: Math.min(...rightOf) };
}
