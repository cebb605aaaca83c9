import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LayersModel, Scalar } from '@tensorflow/tfjs';
import { warmUpCosine, type Dataset, type ImageDescription, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { gaussianOf, type Gaussian } from '../../plugins/gan/frechet.ts';
import type { TensorTools } from '../../src/tensor/tools.ts';

const BATCH_SIZE = 128;
const LOOK_AT_ONCE = 500;
const HIGHEST_RATE = 1.5e-3;
export const JUDGE_FEATURES = 128;

/** A classifier that no generator was trained with: features of its last but one layer, and what it reads. */
export interface Judge {
  /** @param images count × pixels, 0 to 1 */
  look(images: Float32Array): Promise<{ features: Float32Array; answers: Int32Array }>;
}

/** Reads the judge of a file, or trains one on the training split and keeps it there. */
export async function openJudge(tools: TensorTools, data: Dataset<'IMAGE'>, file: string, epochs: number): Promise<Judge> {
  const model = build(tools.tf, data.image, data.classes.length);
  const stored = await readFile(file).catch(() => undefined);
  if (stored === undefined) {
    await trainJudge(tools, model, data, epochs);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.concat(model.getWeights().map((weight) => Buffer.from(Float32Array.from(weight.dataSync()).buffer))));
  } else restore(tools.tf, model, stored);
  return judgeOf(tools.tf, model, data.image);
}

function build(tf: TensorFlow, { height, width, channels }: ImageDescription['image'], classes: number): LayersModel {
  const { layers } = tf;
  let seed = 0;
  const next = () => tf.initializers.heNormal({ seed: ++seed });
  const conv = (filters: number, strides: number) => layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same', activation: 'relu', kernelInitializer: next() });
  const image = tf.input({ shape: [height, width, channels] });
  const steps = [
    conv(32, 1), conv(32, 2), conv(64, 1), conv(64, 2), layers.flatten(), layers.dense({ units: JUDGE_FEATURES, activation: 'relu', kernelInitializer: next() }),
  ];
  let x = image;
  for (const step of steps) x = only(step.apply(x));
  const logits = only(layers.dense({ units: classes, kernelInitializer: next() }).apply(x));
  return tf.model({ inputs: image, outputs: [x, logits] });
}

type Symbol = ReturnType<TensorFlow['input']>;

function only(output: ReturnType<ReturnType<TensorFlow['layers']['flatten']>['apply']>): Symbol {
  if (Array.isArray(output) || 'dataId' in output) throw new Error('A layer of the judge does not give one symbol.');
  return output;
}

async function trainJudge({ tf, compile, createOptimizer }: TensorTools, model: LayersModel, data: Dataset<'IMAGE'>, epochs: number): Promise<void> {
  const variables = model.trainableWeights.map((weight) => weight.read()).filter((variable) => variable instanceof tf.Variable);
  const steps = epochs * Math.ceil(data.counts.TRAIN / BATCH_SIZE);
  const optimizer = createOptimizer('ADAM', { learningRate: warmUpCosine({ highest: HIGHEST_RATE, steps, warmUpSteps: 50 }) });
  const step = compile((images: Tensor, answers: Tensor) => optimizer.minimize((): Scalar => tf.mean(tf.neg(tf.sum(tf.mul(answers, tf.logSoftmax(apply(model, images)[1])), 1))), variables));
  const { height, width, channels } = data.image;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const { count, images, labels } of data.batches({ split: 'TRAIN', size: BATCH_SIZE, shuffle: { seed: 99, epoch } })) {
      tf.dispose(tf.tidy(() => step(tf.tensor(images, [count, height, width, channels]), tf.oneHot(tf.tensor1d(labels, 'int32'), data.classes.length, 1, 0, 'float32'))));
    }
  }
  step.dispose();
  optimizer.dispose();
}

function restore(tf: TensorFlow, model: LayersModel, bytes: Buffer): void {
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let start = 0;
  model.setWeights(model.getWeights().map(({ shape, size }) => tf.tensor(numbers.slice(start, (start += size)), shape)));
}

function judgeOf(tf: TensorFlow, model: LayersModel, { height, width, channels }: ImageDescription['image']): Judge {
  const pixels = height * width * channels;
  return {
    async look(images) {
      const count = images.length / pixels;
      const features = new Float32Array(count * JUDGE_FEATURES);
      const answers = new Int32Array(count);
      for (let start = 0; start < count; start += LOOK_AT_ONCE) {
        const part = images.subarray(start * pixels, (start + LOOK_AT_ONCE) * pixels);
        const [seen, read] = tf.tidy((): [Tensor, Tensor] => {
          const [own, logits] = apply(model, tf.tensor(part, [part.length / pixels, height, width, channels]));
          return [own, tf.argMax(logits, 1)];
        });
        features.set(await seen.data<'float32'>(), start * JUDGE_FEATURES);
        answers.set(await read.data<'int32'>(), start);
        tf.dispose([seen, read]);
      }
      return { features, answers };
    },
  };
}

function apply(model: LayersModel, images: Tensor): [features: Tensor, logits: Tensor] {
  const outputs = model.apply(images);
  if (!Array.isArray(outputs)) throw new Error('The judge gives features and logits.');
  const [features, logits] = outputs;
  if (features === undefined || logits === undefined || !('dataId' in features) || !('dataId' in logits)) throw new Error('The judge answered with symbols.');
  return [features, logits];
}

export const judgedGaussian = (features: Float32Array): Gaussian => gaussianOf(features, JUDGE_FEATURES);
