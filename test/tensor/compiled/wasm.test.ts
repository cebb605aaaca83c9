import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** In a process of its own: a process has one backend. */
const SCRIPT = `
const { openBackend } = await import('./src/tensor/backend.ts');
const { createTensorTools } = await import('./src/tensor/tools.ts');
const { tf } = await openBackend('wasm');
const warnings = [];
const { compile, createOptimizer, feed } = createTensorTools(tf, 'WASM', (sentence) => warnings.push(sentence));
const w = tf.variable(tf.ones([3, 1]));
const optimizer = createOptimizer('ADAM', { learningRate: () => 0.1 });
let ran = 0;
const step = compile((x) => (ran += 1, optimizer.minimize(() => tf.mean(tf.square(tf.sub(tf.matMul(x, w), feed(() => 2)))), [w])));
const losses = Array.from({ length: 6 }, () => step(tf.ones([2, 3])).dataSync()[0]);
const asynchronous = compile(async (x) => x);
let error;
try { asynchronous(tf.ones([1])); } catch (caught) { error = String(caught); }
step.dispose();
console.log(JSON.stringify({ losses, ran, fallback: step.fallback, graphs: step.graphs, warnings, error }));
`;

test('where the backend has no graphs, a step runs as written, and says why', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], { cwd: ROOT });
  const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { losses: number[] };
  expect(found).toMatchObject({ ran: 6, graphs: 0, fallback: 'the backend WASM has no graphs', warnings: [], error: 'TypeError: A compiled step is async; a compiled step must give its result at once.' });
  expect(found.losses[0]).toBeCloseTo(1);
  expect(found.losses[5]).toBeLessThan(found.losses[0] ?? 0);
});
