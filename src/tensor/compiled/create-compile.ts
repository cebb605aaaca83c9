import type { Backend, Compile, CompiledStep, CompileOptions, StepValue, TensorFlow } from '../../plugin/index.ts';
import { CompiledStepState } from './compiled-step.ts';
import { runAsWritten } from './run-as-written.ts';

/**
 * Makes `compile` for one TensorFlow.js. Only the native backend has graphs; elsewhere a step runs as it was written.
 *
 * @param warn is told, once for each step, why a step is not run as a graph
 */
export function createCompile(tf: TensorFlow, backend: Backend, warn: (sentence: string) => void): Compile {
  return <A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R, options: CompileOptions = {}): CompiledStep<A, R> => {
    if (backend !== 'TENSORFLOW') return withoutGraphs(tf, step, `the backend ${backend} has no graphs`);
    const state = new CompiledStepState(tf, step, options, warn);
    const run = (...args: A) => state.call(args);
    return Object.defineProperties(Object.assign(run, { eager: state.eager, fallback: undefined, graphs: 0, dispose: () => state.dispose() }), {
      fallback: { get: () => state.fallback },
      graphs: { get: () => state.graphs },
    });
  };
}

function withoutGraphs<A extends readonly StepValue[], R extends StepValue>(tf: TensorFlow, step: (...args: A) => R, fallback: string): CompiledStep<A, R> {
  const run = (...args: A) => runAsWritten(tf, 'A compiled step', () => step(...args));
  return Object.assign(run, { eager: run, fallback, graphs: 0, dispose: () => undefined });
}
