/**
 * A model of `../models/` as a script of one's own, with nothing of the platform: `own.ts compiled|eager|mixed MODEL STEPS`;
 * mixed is compiled, in mixed precision.
 * The loss is read in every step, as the peers do. Prints one JSON line.
 */
import { openBackend } from '../../src/tensor/backend.ts';
import { mixedPrecisionOf } from '../../src/tensor/mixed-precision/support.ts';
import { useMixedPrecision } from '../../src/tensor/mixed-precision/use-mixed-precision.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';
import { modelOf } from '../models/all.ts';
import { printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

const SEED = 1;

const way = process.argv[2];
if (way !== 'compiled' && way !== 'eager' && way !== 'mixed') throw new Error(`There is no way ${way}; there are compiled, eager and mixed.`);
const { tf, compute } = await openBackend('tensorflow');
if (way === 'mixed') useMixedPrecision(tf, await mixedPrecisionOf(compute));
const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
const { step, batch } = modelOf(process.argv[3]).build(tools, createRandom(tf, 'TENSORFLOW', SEED));
const compiled = tools.compile(step, { name: 'training step' });
const run = way === 'eager' ? step : compiled;

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
