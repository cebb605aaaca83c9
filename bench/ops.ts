/**
 * Where a step's time goes: how often each TensorFlow op runs in a step of the peers' VAE, and how long.
 * `node --import tsx bench/ops.ts [hiddenSize=256 …]`. Ops run to their end in the call that starts them, so a clock around the
 * call is their time; what is left of the step is JavaScript.
 */
import { train } from '../plugins/vae/train.ts';
import { PEERS_MODEL, repeatedBatch } from './reference-step.ts';
import { bareContext } from './trainer.ts';
import { WARM_UP_STEPS } from './ways/step-times.ts';

const STEPS = 40;
const SHOWN = 20;

interface Binding {
  executeOp(name: string, ...rest: unknown[]): unknown;
}
function hasBinding(backend: unknown): backend is { binding: Binding } {
  return typeof backend === 'object' && backend !== null && 'binding' in backend;
}

const settings = Object.fromEntries(process.argv.slice(2).map((text) => text.split('=', 2)).map(([name, value]) => [name, JSON.parse(value ?? '')]));
const ops = new Map<string, { calls: number; milliseconds: number }>();
const marks: number[] = [];
const data = repeatedBatch(STEPS + WARM_UP_STEPS, () => {
  marks.push(performance.now());
  if (marks.length === WARM_UP_STEPS + 1) ops.clear();
});
const context = await bareContext(data, { ...PEERS_MODEL, ...settings }, 1);

const backend: unknown = context.tf.backend();
if (!hasBinding(backend)) throw new Error('Only the native backend can be looked into.');
const { binding } = backend;
backend.binding = Object.create(binding, {
  executeOp: {
    value: (name: string, ...rest: unknown[]) => {
      const start = performance.now();
      const outputs = binding.executeOp(name, ...rest);
      const { calls, milliseconds } = ops.get(name) ?? { calls: 0, milliseconds: 0 };
      ops.set(name, { calls: calls + 1, milliseconds: milliseconds + performance.now() - start });
      return outputs;
    },
  },
});

let summary: [string, number, number][] = [];
for await (const event of train(context)) {
  // The samples come after the last step; what is counted later is not part of a step.
  if (event.type === 'metrics') summary = [...ops].map(([name, { calls, milliseconds }]) => [name, calls / STEPS, milliseconds / STEPS]);
}
const total = ((marks.at(-1) ?? NaN) - (marks[WARM_UP_STEPS] ?? NaN)) / STEPS;
const sum = (column: 1 | 2) => summary.reduce((all, row) => all + row[column], 0);
summary.sort((a, b) => b[2] - a[2]);
for (const [name, calls, milliseconds] of summary.slice(0, SHOWN)) console.log(`${name.padEnd(24)} ${calls.toFixed(1).padStart(6)} ${milliseconds.toFixed(2).padStart(8)} ms`);
console.log(`${'all ops'.padEnd(24)} ${sum(1).toFixed(1).padStart(6)} ${sum(2).toFixed(2).padStart(8)} ms of ${total.toFixed(2)} ms a step`);
