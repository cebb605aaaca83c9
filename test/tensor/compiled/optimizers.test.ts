import { describe, expect, test } from 'vitest';
import type { OptimizerOptions } from 'flywheel/plugin';
import { batches, compile, compiles, createOptimizer, distance, only, takeWarnings, tf, weights } from './support.ts';

const stock = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  'Nesterov momentum': () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.05),
  'centered rmsprop with momentum': () => tf.train.rmsprop(0.05, 0.9, 0.5, 1e-7, true),
};

describe.each(Object.entries(stock))('%s of TensorFlow.js', (name, create) => {
  test('trains the same compiled', () => {
    compiles(() => {
      const [w, optimizer] = [weights(), create()];
      return { step: (...args) => optimizer.minimize(() => distance(only(args), w), true, [w]), state: [w] };
    }, batches(12));
  });

  // Adamax of TensorFlow.js has no getWeights.
  test.skipIf(name === 'adamax')('counts its calls and saves the same state', async () => {
    const states = [];
    for (const way of ['eager', 'compiled']) {
      const [w, optimizer] = [weights(), create()];
      const step = (x: ReturnType<typeof tf.ones>) => optimizer.minimize(() => distance(x, w), true, [w]);
      const run = way === 'eager' ? step : compile(step);
      for (const args of batches(8)) run(only(args));
      // The last of the numbers in a slot's name counts variables of the process.
      states.push((await optimizer.getWeights()).map(({ tensor }) => [...tensor.dataSync()]));
    }
    expect(states[1]).toEqual(states[0]);
  });

  test('is recorded anew, and right, when its learning rate changes at call 10', () => {
    const { graphs } = compiles(() => {
      const [w, optimizer] = [weights(), create()];
      return {
        step: (...args) => optimizer.minimize(() => distance(only(args), w), true, [w]),
        state: [w],
        before: (k) => {
          if (k !== 10) return;
          if ('setLearningRate' in optimizer && typeof optimizer.setLearningRate === 'function') optimizer.setLearningRate(0.01);
          else Reflect.set(optimizer, 'learningRate', 0.01);
        },
      };
    }, batches(20));
    expect(graphs).toBe(1);
  });
});

const ours: Record<string, [name: Parameters<typeof createOptimizer>[0], options: OptimizerOptions]> = {
  ADAM: ['ADAM', { learningRate: () => 0.1 }],
  ADAMW: ['ADAMW', { learningRate: () => 0.1, weightDecay: 0.1 }],
  SGD: ['SGD', { learningRate: () => 0.1 }],
  RMSPROP: ['RMSPROP', { learningRate: () => 0.1 }],
  'ADAM clipped': ['ADAM', { learningRate: () => 0.1, clipNorm: 0.1 }],
  'ADAM with averages': ['ADAM', { learningRate: () => 0.1, average: 0.99 }],
  'ADAMW with all and a schedule': ['ADAMW', { learningRate: (step) => 0.1 / (1 + step), clipNorm: 0.5, average: 0.9, weightDecay: 0.01 }],
  'SGD with a rate that drops at call 10': ['SGD', { learningRate: (step) => (step < 10 ? 0.1 : 0.01) }],
};

test.each(Object.entries(ours))('our %s trains the same compiled, recorded twice alone', (_, [name, options]) => {
  const { replayed } = compiles(() => {
    const [w, b] = [weights(), weights([1])];
    const optimizer = createOptimizer(name, options);
    return {
      step: (...args) => optimizer.minimize(() => distance(only(args), w.add(b)), [w, b]),
      state: () => Object.values(optimizer.state()).concat(w, b),
    };
  }, batches(20));
  // Its first call makes slots; two record, and three look again.
  expect(replayed).toBeGreaterThanOrEqual(14);
});

test('two compiled steps that share weights, as in a GAN', () => {
  takeWarnings();
  const losses = (compiled: boolean) => {
    const [generator, judge] = [weights([3, 3]), weights()];
    const [a, b] = [createOptimizer('ADAM', { learningRate: () => 0.05 }), createOptimizer('ADAM', { learningRate: () => 0.1 })];
    const drawn = (x: ReturnType<typeof tf.ones>) => tf.matMul(x, generator);
    const stepA = (x: ReturnType<typeof tf.ones>) => b.minimize(() => tf.add(distance(x, judge), tf.mean(tf.square(tf.matMul(drawn(x), judge)))), [judge]);
    const stepB = (x: ReturnType<typeof tf.ones>) => a.minimize(() => distance(drawn(x), judge), [generator]);
    const [runA, runB] = compiled ? [compile(stepA), compile(stepB)] : [stepA, stepB];
    const found = batches(14).flatMap((args) => [runA(only(args)), runB(only(args))].map((loss) => loss.dataSync()[0]));
    if ('graphs' in runA && 'graphs' in runB) expect([runA.graphs, runB.graphs]).toEqual([1, 1]);
    return [found, [...generator.dataSync()], [...judge.dataSync()]];
  };
  expect(losses(true)).toEqual(losses(false));
  expect(takeWarnings()).toEqual([]);
});

test('several optimizers in one step', () => {
  compiles(() => {
    const [v, w] = [weights(), weights()];
    const [a, b] = [tf.train.sgd(0.1), createOptimizer('ADAM', { learningRate: () => 0.1 })];
    return {
      step: (...args) => [a.minimize(() => distance(only(args), v), true, [v]), b.minimize(() => distance(only(args), tf.mul(v, w)), [w])],
      state: [v, w],
    };
  }, batches(10));
});

test('gradients of two batches, applied together', () => {
  compiles(() => {
    const w = weights();
    const optimizer = createOptimizer('SGD', { learningRate: () => 0.1 });
    return {
      step: (...args) => {
        const first = tf.variableGrads(() => distance(only(args), w), [w]);
        const second = tf.variableGrads(() => distance(tf.square(only(args)), w), [w]);
        optimizer.apply({ [w.name]: tf.add(first.grads[w.name] ?? 0, second.grads[w.name] ?? 0) }, [w]);
        return tf.add(first.value, second.value);
      },
      state: [w],
    };
  }, batches(8));
});
