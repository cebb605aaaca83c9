import type { Backend, Compile, CompiledStep, StepValue, TensorFlow } from '../../plugin/index.ts';

/** Makes `compile` for one TensorFlow.js. Only the native backend has graphs; elsewhere a step runs as it was written. */
export function createCompile(_tf: TensorFlow, _backend: Backend, _warn: (sentence: string) => void): Compile {
  return <A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R) => asWritten(step);
}

function asWritten<A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R): CompiledStep<A, R> {
  const run = (...args: A) => step(...args);
  return Object.assign(run, { eager: step, fallback: undefined, graphs: 0, dispose: () => undefined });
}
