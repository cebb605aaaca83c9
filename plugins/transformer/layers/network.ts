import type { NeuralOps, Random, Tensor, TensorFlow } from 'flywheel/plugin';
import type { Weights } from './weights.ts';

/** What layers are made with. */
export interface Network {
  readonly tf: TensorFlow;
  readonly nn: NeuralOps;
  readonly weights: Weights;
}

/** How a layer is used: drops activations while training, and none afterwards. */
export interface Pass {
  dropout(x: Tensor, rate: number): Tensor;
}

export const trainingPass = (random: Random): Pass => ({ dropout: (x, rate) => random.dropout(x, rate) });
export const inferencePass: Pass = { dropout: (x) => x };
