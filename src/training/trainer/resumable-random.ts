import type { Backend, Random, TensorFlow } from '../../plugin/index.ts';
import { createRandom } from '../../tensor/random.ts';

/** A run's random numbers, which can be put back to where a checkpoint saw them. */
export interface ResumableRandom extends Random {
  position(): number;
  moveTo(position: number): void;
}

export function createResumableRandom(tf: TensorFlow, backend: Backend, seed: number): ResumableRandom {
  let current = createRandom(tf, backend, seed);
  return {
    normal: (shape) => current.normal(shape),
    uniform: (shape) => current.uniform(shape),
    integer: () => current.integer(),
    position: () => current.position(),
    moveTo(position) {
      current = createRandom(tf, backend, seed, position);
    },
  };
}
