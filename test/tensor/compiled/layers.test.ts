import { afterEach, describe, expect, test } from 'vitest';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Random, StepValue, Tensor } from 'flywheel/plugin';
import { createRandom } from '../../../src/tensor/random.ts';
import { routeRandomFunctions } from '../../../src/tensor/route-random.ts';
import { compile, compiles, createOptimizer, fallsBack, only, takeWarnings, tf, type Made } from './support.ts';

let restore = () => {};
afterEach(() => restore());

let seed = 0;
const initial = () => tf.initializers.glorotUniform({ seed: (seed += 1) });
const dense = (units: number, more: object = {}) => tf.layers.dense({ units, kernelInitializer: initial(), ...more });

/** Weights from the same seeds in every call. */
function build(make: () => ReturnType<typeof tf.layers.dense>[], shape: number[]): LayersModel {
  seed = 0;
  const input = tf.input({ shape });
  const output = make().reduce((x, layer) => layer.apply(x) as typeof input, input);
  return tf.model({ inputs: input, outputs: output });
}

const recurrent = (name: 'lstm' | 'gru' | 'simpleRNN', more: object = {}) =>
  tf.layers[name]({ units: 4, kernelInitializer: initial(), recurrentInitializer: initial(), ...more }) as unknown as ReturnType<typeof tf.layers.dense>;
const layer = (one: object) => one as ReturnType<typeof tf.layers.dense>;

const models: Record<string, [layers: () => ReturnType<typeof tf.layers.dense>[], shape: number[]]> = {
  dense: [() => [dense(4, { activation: 'relu' }), dense(1)], [3]],
  'batch normalization': [() => [dense(4), layer(tf.layers.batchNormalization()), dense(1)], [3]],
  dropout: [() => [dense(8), layer(tf.layers.dropout({ rate: 0.5 })), dense(1)], [3]],
  'Gaussian noise and alpha dropout': [() => [layer(tf.layers.gaussianNoise({ stddev: 1 })), dense(8), layer(tf.layers.alphaDropout({ rate: 0.2 })), dense(1)], [3]],
  lstm: [() => [recurrent('lstm'), dense(1)], [5, 3]],
  gru: [() => [recurrent('gru', { returnSequences: true }), recurrent('simpleRNN'), dense(1)], [5, 3]],
  'bidirectional lstm': [() => [layer(tf.layers.bidirectional({ layer: recurrent('lstm') as never, mergeMode: 'concat' })), dense(1)], [5, 3]],
  embedding: [() => [layer(tf.layers.embedding({ inputDim: 10, outputDim: 4, embeddingsInitializer: initial() })), layer(tf.layers.flatten()), dense(1)], [6]],
  'a frozen layer': [() => [dense(4, { trainable: false }), dense(1)], [3]],
  convolutions: [() => [layer(tf.layers.conv2d({ filters: 4, kernelSize: 3, kernelInitializer: initial(), activation: 'relu' })), layer(tf.layers.maxPooling2d({ poolSize: 2 })), layer(tf.layers.flatten()), dense(1)], [8, 8, 1]],
  'layer normalization and regularizers': [() => [dense(4, { kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }), layer(tf.layers.layerNormalization()), dense(1)], [3]],
};

/** A training step of the layers, from seeded weights. */
const training = (make: () => ReturnType<typeof tf.layers.dense>[], shape: number[]) => ({ random }: { random: Random }): Made => {
  restore = routeRandomFunctions(tf, random);
  const model = build(make, shape);
  const variables = model.trainableWeights.map((weight) => weight.read()).filter((one) => one instanceof tf.Variable);
  const optimizer = createOptimizer('ADAM', { learningRate: () => 0.05 });
  return {
    step: (...args) => optimizer.minimize(() => tf.mean(tf.square(tf.sub(model.apply(only(args), { training: true }) as Tensor, 1))), variables),
    state: () => model.getWeights(),
  };
};

describe('layers', () => {
  test.each(Object.entries(models))('%s: trains the same, moving averages and all', (name, [make, shape]) => {
    compiles(training(make, shape), Array.from({ length: 9 }, (_, k): StepValue[] => [name === 'embedding' ? tf.randomUniform([4, ...shape], 0, 10, 'int32', k + 1) : tf.randomNormal([k === 7 ? 2 : 4, ...shape], 0, 1, 'float32', k + 1)]));
  });

  test('a recurrent layer with dropout keeps its mask, so it runs as written', () => {
    fallsBack(/disposes a tensor that it did not make/, training(() => [recurrent('lstm', { recurrentDropout: 0.2, dropout: 0.1 }), dense(1)], [5, 3]),
      Array.from({ length: 4 }, (_, k) => [tf.randomNormal([4, 5, 3], 0, 1, 'float32', k + 1)]));
  });

  test('batch normalization moves its averages in a graph', () => {
    const model = build(() => [layer(tf.layers.batchNormalization())], [3]);
    const step = compile((x: ReturnType<typeof tf.ones>) => model.apply(x, { training: true }) as Tensor);
    const averages = new Set<string>();
    for (let k = 0; k < 12; k += 1) {
      step(tf.randomNormal([4, 3], 2, 1, 'float32', k + 1));
      averages.add(String(model.getWeights()[2]?.dataSync()));
    }
    expect(averages.size).toBe(12);
    expect(step.graphs).toBe(1);
  });

  test('a stateful recurrent layer keeps its state in JavaScript, so it runs as written', () => {
    takeWarnings();
    const inputs = Array.from({ length: 6 }, (_, k) => tf.randomNormal([2, 5, 3], 0, 1, 'float32', k + 1));
    const found = [false, true].map((compiled) => {
      seed = 0;
      const model = tf.sequential({ layers: [tf.layers.lstm({ units: 2, stateful: true, batchInputShape: [2, 5, 3], kernelInitializer: initial(), recurrentInitializer: initial() })] });
      const run = (x: Tensor) => model.apply(x) as Tensor;
      const step = compiled ? compile(run) : run;
      const values = inputs.map((x) => [...step(x).dataSync()]);
      if ('fallback' in step) expect(step.fallback).toMatch(/disposes a tensor|keeps a tensor|from outside|tensor/);
      return values;
    });
    expect(found[1]).toEqual(found[0]);
  });
});

type Train = (data: Tensor[]) => StepValue;

/** Compiles what `model.fit` and `trainOnBatch` run for each batch. */
function compileTraining(model: LayersModel): { readonly graphs: number; readonly fallback: string | undefined } {
  const inner = model as unknown as { makeTrainFunction(): Train };
  const make = inner.makeTrainFunction.bind(model);
  const train = make();
  const step = compile((...data: readonly StepValue[]) => train(data as Tensor[]));
  inner.makeTrainFunction = () => (data) => step(...data);
  return step;
}

describe.each(['fit', 'trainOnBatch'] as const)('model.%s', (way) => {
  test('trains the same with its step compiled', async () => {
    takeWarnings();
    const x = tf.randomNormal([70, 8, 8, 1], 0, 1, 'float32', 1);
    const y = tf.oneHot(tf.randomUniform([70], 0, 3, 'int32', 2), 3).toFloat();
    const found = [];
    for (const compiled of [false, true]) {
      restore = routeRandomFunctions(tf, createRandom(tf, 'TENSORFLOW', 3));
      const model = build(() => [
        layer(tf.layers.conv2d({ filters: 4, kernelSize: 3, kernelInitializer: initial(), activation: 'relu' })), layer(tf.layers.batchNormalization()),
        layer(tf.layers.flatten()), layer(tf.layers.dropout({ rate: 0.2 })), dense(3, { activation: 'softmax' }),
      ], [8, 8, 1]);
      model.compile({ optimizer: tf.train.adam(1e-2), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
      const step = compiled ? compileTraining(model) : undefined;
      if (way === 'fit') {
        const { history } = await model.fit(x, y, { batchSize: 16, epochs: 6, shuffle: false, verbose: 0, yieldEvery: 'never' });
        found.push(JSON.stringify(history));
      } else {
        for (let k = 0; k < 12; k += 1) found.push(JSON.stringify(await model.trainOnBatch(x, y)));
      }
      found.push(...model.getWeights().map((weight) => String(weight.dataSync())));
      if (step !== undefined) expect([step.graphs, step.fallback]).toEqual([way === 'fit' ? 2 : 1, undefined]);
      restore();
    }
    expect(found.slice(found.length / 2)).toEqual(found.slice(0, found.length / 2));
    expect(takeWarnings()).toEqual([]);
  });
});
