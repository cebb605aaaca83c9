import type { TensorFlowJs } from './compute.ts';

const SMALLEST = 256;
const LARGEST = 2048;
const QUICK_MS = 60;
const BUDGET_MS = 2_500;

async function product(tf: TensorFlowJs, n: number): Promise<number> {
  const a = tf.randomUniform([n, n], -1, 1, 'float32', 1);
  const start = performance.now();
  const c = tf.matMul(a, a);
  // Reading one number waits for the whole product, without the time to copy all of it.
  await c.slice([0, 0], [1, 1]).data();
  const milliseconds = performance.now() - start;
  tf.dispose([a, c]);
  return milliseconds;
}

/**
 * GFLOP/s of a square float32 matrix product, the best of several: 2048² where the backend is quick enough, less where it is slow.
 * Takes about 3 s.
 */
export async function measureMatrixProduct(tf: TensorFlowJs): Promise<{ gflops: number; size: number }> {
  let size = SMALLEST;
  let best = await product(tf, size);
  const end = performance.now() + BUDGET_MS;
  while (size < LARGEST && (best = Math.min(await product(tf, size), await product(tf, size))) < QUICK_MS) size *= 2;
  best = await product(tf, size);
  while (performance.now() < end) best = Math.min(best, await product(tf, size));
  return { gflops: (2 * size ** 3) / best / 1e6, size };
}
