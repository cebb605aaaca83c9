/**
 * A model of `../models/` as a script of one's own, with nothing of the platform: `own.ts compiled|eager MODEL STEPS`.
 * The loss is read in every step, as the peers do. Prints one JSON line.
 */
import { openBackend } from '../../src/tensor/backend.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';
import { modelOf } from '../models/all.ts';
import { printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

const SEED = 1;

const way = process.argv[2];
if (way !== 'compiled' && way !== 'eager') throw new Error(`There is no way ${way}; there are compiled and eager.`);
const { tf } = await openBackend('tensorflow');
const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
const { step, batch } = modelOf(process.argv[3]).build(tools, createRandom(tf, 'TENSORFLOW', SEED));
const compiled = tools.compile(step, { name: 'training step' });
const run = way === 'compiled' ? compiled : step;

const times: number[] = [];
let loss = NaN;
/** Up to the end of the first call that found a graph to run. */
let firstCompiledMs: number | undefined;
const begin = performance.now();
for (let k = 0; k < wantedSteps() + WARM_UP_STEPS; k++) {
  const graphs = compiled.graphs;
  const start = performance.now();
  const result = run(...batch);
  loss = result.dataSync()[0] ?? NaN;
  result.dispose();
  const end = performance.now();
  times.push(end - start);
  if (graphs > 0) firstCompiledMs ??= Math.round(end - begin);
}
printTimes(times.slice(WARM_UP_STEPS), loss, way === 'eager' ? {} : { first_compiled_ms: firstCompiledMs, fallback: compiled.fallback });
