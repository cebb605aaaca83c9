import { parseArgs } from 'node:util';
import { openBackend } from '../src/tensor/backend.ts';
import { createRandom } from '../src/tensor/random.ts';
import { createTensorTools } from '../src/tensor/tools.ts';
import { modelOf } from './models/all.ts';
import { watchOps } from './native-binding.ts';
import { layOut } from './table.ts';
import { WARM_UP_STEPS } from './ways/step-times.ts';

/**
 * `ops [--model vae] [--steps 20] [--shown 20] [--shapes]`: how often each TensorFlow op runs in an eager step, and how long; with
 * `--shapes` told apart by the shape of what it makes. Ops run to their end in the call that starts them, so a clock around the call
 * is their time; what is left of the step is JavaScript.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { model: { type: 'string', default: 'vae' }, steps: { type: 'string', default: '20' }, shown: { type: 'string', default: '20' }, shapes: { type: 'boolean', default: false } },
  });
  const { tf } = await openBackend('tensorflow');
  const { step, batch } = modelOf(values.model).build(createTensorTools(tf, 'TENSORFLOW', console.warn), createRandom(tf, 'TENSORFLOW', 1));
  const runStep = () => {
    const loss = step(...batch);
    loss.dataSync();
    loss.dispose();
  };
  for (let k = 0; k < WARM_UP_STEPS; k++) runStep();

  const ops = new Map<string, { calls: number; milliseconds: number }>();
  watchOps(tf, (name, runOp) => {
    const start = performance.now();
    const outputs = runOp();
    const milliseconds = performance.now() - start;
    const key = values.shapes ? `${name} [${outputs[0]?.shape.join(', ') ?? ''}]` : name;
    const before = ops.get(key) ?? { calls: 0, milliseconds: 0 };
    ops.set(key, { calls: before.calls + 1, milliseconds: before.milliseconds + milliseconds });
    return outputs;
  });
  const steps = Number(values.steps);
  const start = performance.now();
  for (let k = 0; k < steps; k++) runStep();
  print(ops, steps, performance.now() - start, Number(values.shown));
}

function print(ops: ReadonlyMap<string, { calls: number; milliseconds: number }>, steps: number, total: number, shown: number): void {
  const row = (name: string, calls: number, milliseconds: number) => [name, (calls / steps).toFixed(1), (milliseconds / steps).toFixed(2), `${((100 * milliseconds) / total).toFixed(1)} %`];
  const sorted = [...ops].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  const calls = sorted.reduce((sum, [, one]) => sum + one.calls, 0);
  const milliseconds = sorted.reduce((sum, [, one]) => sum + one.milliseconds, 0);
  console.log(
    layOut([
      ['op', 'calls', 'ms', 'of a step'],
      ...sorted.slice(0, shown).map(([name, one]) => row(name, one.calls, one.milliseconds)),
      row('all ops', calls, milliseconds),
      row('a step', 0, total),
    ]),
  );
}
