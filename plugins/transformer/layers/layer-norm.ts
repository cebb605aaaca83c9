import type { Tensor } from 'flywheel/plugin';
import type { Network } from './network.ts';

/** [..., size] → [..., size] (Ba, Kiros & Hinton 2016). */
export function createLayerNorm({ nn, weights }: Network, name: string, size: number, epsilon = 1e-5): (x: Tensor) => Tensor {
  const scale = weights.ones(`${name}/scale`, [size]);
  const offset = weights.zeros(`${name}/offset`, [size]);
  return (x) => nn.layerNorm(x, scale, offset, { epsilon });
}
