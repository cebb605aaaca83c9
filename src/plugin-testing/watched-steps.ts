import type { Compile, CompiledStep, StepValue } from '../plugin/index.ts';

/** How a compiled step was run. */
export interface StepReport {
  readonly name: string;
  /** The most graphs that it had at once; 0: it always ran as written. */
  readonly graphs: number;
  /** Why it is not run as a graph; undefined where nothing speaks against it. */
  readonly fallback: string | undefined;
}

interface Watched {
  readonly name: string;
  readonly step: Pick<CompiledStep<never, StepValue>, 'graphs' | 'fallback'>;
  graphs: number;
}

/** Keeps an eye on the steps that a plugin compiles. */
export class WatchedSteps {
  readonly #steps: Watched[] = [];

  compile(compile: Compile): Compile {
    return (step, options) => {
      const compiled = compile(step, options);
      this.#steps.push({ name: options?.name ?? 'A step', step: compiled, graphs: 0 });
      return compiled;
    };
  }

  /** To be called while the steps live: a step that is disposed has no graphs any more. */
  look(): void {
    for (const watched of this.#steps) watched.graphs = Math.max(watched.graphs, watched.step.graphs);
  }

  reports(): StepReport[] {
    return this.#steps.map(({ name, graphs, step }) => ({ name, graphs, fallback: step.fallback }));
  }
}
