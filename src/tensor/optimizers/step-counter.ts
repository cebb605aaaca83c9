import type { TensorFlow } from '../../plugin/tensors.ts';
import { hostTensor } from '../compiled/feed.ts';
import type { StepNumbers } from './update-rule.ts';

/** Counts the steps of an optimizer, also of those that are replayed as a graph, where no JavaScript of it runs but this. */
export class StepCounter {
  readonly #tf: TensorFlow;
  /** Steps done. */
  steps = 0;

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  /** For one step. Its first number counts it: host tensors are computed in their order, once for each call. */
  begin(): StepNumbers {
    let counted = false;
    return (prepare) => {
      let current: { readonly prepared: ReturnType<typeof prepare> } | undefined;
      return (pick) => {
        const counts = !counted;
        const prepares = current === undefined;
        counted = true;
        const compute = () => {
          if (counts) this.steps += 1;
          if (prepares || current === undefined) current = { prepared: prepare(this.steps - 1) };
          return [pick(current.prepared)];
        };
        return hostTensor(this.#tf, { shape: [], dtype: 'float32', compute });
      };
    };
  }
}
