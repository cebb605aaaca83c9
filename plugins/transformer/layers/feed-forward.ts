import type { Tensor } from 'flywheel/plugin';
import { createDense } from './dense.ts';
import { geluOf } from './gelu.ts';
import type { Network } from './network.ts';

/** RELU_SQUARED: So et al. 2021. */
export type Activation = 'GELU' | 'RELU' | 'RELU_SQUARED';

export interface FeedForwardOptions {
  readonly size: number;
  readonly hiddenSize: number;
  readonly activation: Activation;
  readonly initialOutput: 'GLOROT' | 'ZEROS';
  readonly bias: boolean;
}

/** [..., size] → [..., size], position by position. */
export function createFeedForward(network: Network, name: string, { size, hiddenSize, activation, initialOutput, bias }: FeedForwardOptions): (x: Tensor) => Tensor {
  const { tf } = network;
  const widen = createDense(network, `${name}/widen`, size, hiddenSize, { bias });
  const narrow = createDense(network, `${name}/narrow`, hiddenSize, size, { bias, initial: initialOutput });
  const gelu = geluOf(tf);
  const activate = (x: Tensor): Tensor => {
    if (activation === 'GELU') return gelu(x);
    return activation === 'RELU' ? tf.relu(x) : tf.square(tf.relu(x));
  };
  return (x) => narrow(activate(widen(x)));
}
