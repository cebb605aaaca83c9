import type { TensorFlow } from '../../plugin/index.ts';
import type { Graph } from './graph.ts';
import { handleId, nativeBackend } from './native-backend.ts';
import { NotRecordable, type Recording } from './recording.ts';

/**
 * Largest share that a value may differ by, of its tensor's largest. On a CPU graph and step are equal to the last bit;
 * the bound is for GPUs, some of whose kernels add in no fixed order. A wrong graph is far outside it.
 */
const TOLERANCE = 1e-2;
/** Share of all values that has to be within the tolerance on a GPU: optimizers turn noise around a zero gradient into whole steps. */
const GPU_SHARE = 0.9;

/**
 * Runs a graph on the values from before its recorded step and compares what it gives with what the step gave.
 * Needs those values to be held.
 *
 * @throws NotRecordable where they differ
 */
export function verify(tf: TensorFlow, recording: Recording, graph: Graph): void {
  const backend = nativeBackend(tf);
  const wanted = [...recording.made.map(({ tensor }) => tensor), ...recording.writes.map(({ variable }) => variable)];
  const handles = graph.tryOut();
  let values = 0;
  let outside = 0;
  handles.forEach(({ id }, index) => {
    const tensor = wanted[index];
    const found = backend.binding.tensorDataSync(id);
    backend.binding.deleteTensor(id);
    if (tensor === undefined) return;
    values += found.length;
    outside += countOutside(found, backend.binding.tensorDataSync(handleId(backend, tensor)));
  });
  const allowed = backend.isUsingGpuDevice ? values * (1 - GPU_SHARE) : 0;
  if (outside > allowed) throw new NotRecordable(`its graph gave other values than the step itself (${outside} of ${values})`);
}

type Values = Float32Array | Int32Array | Uint8Array;

function countOutside(found: Values, wanted: Values): number {
  let largest = 1e-6;
  for (const value of wanted) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const bound = TOLERANCE * largest;
  let outside = found.length === wanted.length ? 0 : wanted.length;
  for (let index = 0; index < wanted.length; index += 1) {
    const [a = NaN, b = NaN] = [found[index], wanted[index]];
    if (!(Math.abs(a - b) <= bound) && !Object.is(a, b)) outside += 1;
  }
  return outside;
}
