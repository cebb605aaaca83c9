import type { StepValue, TensorFlow } from '../../plugin/index.ts';
import { flatten } from './step-values.ts';

/** Runs a step in a tidy that keeps what it gives. @throws TypeError for a step that is async */
export function runAsWritten<R extends StepValue>(tf: TensorFlow, name: string, step: () => R): R {
  const results: R[] = [];
  tf.tidy(() => {
    const result = step();
    results.push(result);
    if (isThenable(result)) {
      // What it still does fails, for its tensors are gone; that is told here already.
      Promise.resolve(result).catch(() => undefined);
      throw new TypeError(`${name} is async; a compiled step must give its result at once.`);
    }
    return tensorsOf(tf, result);
  });
  const [result] = results;
  // A tidy runs its function once; this is for the type alone.
  if (results.length === 0) throw new Error(`${name} did not run.`);
  return result as R;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What cannot be looked into is refused by the recording; its tensors are the step's own affair. */
function tensorsOf(tf: TensorFlow, result: StepValue) {
  try {
    return [...flatten(tf, result).tensors];
  } catch {
    return [];
  }
}
