import type { Metrics } from '../../plugin/index.ts';

const EVALUATED = 'validation/';

/** Says once that an evaluation does not have the metric that early stopping watches: nothing else would tell that it cannot stop the run. */
export class MissingMetric {
  readonly #metric: string;
  readonly #names = new Set<string>();
  #step = 0;
  #said = false;

  constructor(metric: string) {
    this.#metric = metric;
  }

  /** The metrics of a step may come in several events, so a step is judged when another one begins. A sentence, where there is one to say. */
  see(step: number, values: Metrics): string | undefined {
    const sentence = step === this.#step ? undefined : this.finishStep();
    this.#step = step;
    for (const name of Object.keys(values)) if (name.startsWith(EVALUATED)) this.#names.add(name);
    return sentence;
  }

  /** The step is over. */
  finishStep(): string | undefined {
    const names = [...this.#names];
    this.#names.clear();
    if (this.#said || names.length === 0 || names.includes(this.#metric)) return undefined;
    this.#said = true;
    return `Early stopping watches ${this.#metric}, which the evaluation of step ${this.#step} does not have: it has ${names.join(', ')}. Evaluations without it neither end the run nor are its best; watch one that is there.`;
  }
}
