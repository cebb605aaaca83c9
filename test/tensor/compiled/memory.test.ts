import { expect, test } from 'vitest';
import { residentBytes } from '../../support/resident-bytes.ts';
import { compile, createOptimizer, takeWarnings, tf, tools } from './support.ts';

const STEPS = 10_000;
/** Until then allocators and compilers of JavaScript take what they need. */
const WARM_UP = 1_000;
const MOST_GROWTH = 30 * 2 ** 20;

function usage() {
  const backend: unknown = tf.backend();
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  return { numTensors, numBytes, numDataBuffers, handles: (backend as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors() };
}

test(`${STEPS} steps leave memory as it was`, () => {
  takeWarnings();
  const hidden = tf.variable(tf.randomNormal([3, 8], 0, 1, 'float32', 1));
  const out = tf.variable(tf.randomNormal([8, 1], 0, 1, 'float32', 2));
  const optimizer = createOptimizer('ADAMW', { learningRate: (step) => 1e-3 / (1 + step / STEPS), clipNorm: 1, average: 0.99 });
  const step = compile((x: ReturnType<typeof tf.ones>, scale: number) =>
    optimizer.minimize(() => tf.mean(tf.square(tf.sub(tf.matMul(tf.tanh(tf.mul(tf.matMul(x, hidden), tools.feed(() => scale))), out), 2))), [hidden, out]));
  const batches = [4, 2].map((rows) => tf.randomNormal([rows, 3], 0, 1, 'float32', rows));
  const run = (count: number) => {
    for (let k = 0; k < count; k += 1) {
      const x = batches[k % 8 === 7 ? 1 : 0];
      if (x !== undefined) step(x as ReturnType<typeof tf.ones>, k % 2).dispose();
    }
  };
  run(WARM_UP);
  expect(step.graphs).toBe(3);
  const before = { ...usage(), rss: residentBytes() };
  run(STEPS - WARM_UP);
  const { rss, ...counts } = { ...usage(), rss: residentBytes() };
  expect(counts).toEqual({ numTensors: before.numTensors, numBytes: before.numBytes, numDataBuffers: before.numDataBuffers, handles: before.handles });
  expect(rss - before.rss).toBeLessThan(MOST_GROWTH);
  expect(takeWarnings()).toEqual([]);
});
