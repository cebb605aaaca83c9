import type { NeuralOps, TensorFlow } from '../../plugin/index.ts';
import { layerNorm } from './layer-norm.ts';

/** PyTorch's default. */
const EPSILON = 1e-5;

/** `nn` of the plugin contract. */
export function createNeuralOps(tf: TensorFlow): NeuralOps {
  return { layerNorm: (x, scale, offset, { epsilon = EPSILON } = {}) => layerNorm(tf, x, scale, offset, epsilon) };
}
