import type { Tensor } from 'flywheel/plugin';
import { createSelfAttention, type AttentionOptions } from './attention.ts';
import { createFeedForward, type Activation } from './feed-forward.ts';
import { createLayerNorm } from './layer-norm.ts';
import type { Network, Pass } from './network.ts';

export interface EncoderLayerOptions extends AttentionOptions {
  readonly feedForwardSize: number;
  readonly dropout: number;
  readonly activation?: Activation;
  /** Added to the variance of layer normalization; 1e-5. */
  readonly epsilon?: number;
}

export type EncoderLayer = (x: Tensor, mask: Tensor | undefined, pass: Pass) => Tensor;

/** A pre-norm Transformer layer (Vaswani et al. 2017; Xiong et al. 2020): [batch, length, size] → [batch, length, size]. */
export function createEncoderLayer(network: Network, name: string, options: EncoderLayerOptions): EncoderLayer {
  const { tf } = network;
  const { size, feedForwardSize, dropout, activation = 'GELU', epsilon = 1e-5, initialOutput = 'GLOROT', bias = true } = options;
  const norm1 = createLayerNorm(network, `${name}/attention_norm`, size, epsilon);
  const attention = createSelfAttention(network, `${name}/attention`, options);
  const norm2 = createLayerNorm(network, `${name}/feed_forward_norm`, size, epsilon);
  const feedForward = createFeedForward(network, `${name}/feed_forward`, { size, hiddenSize: feedForwardSize, activation, initialOutput, bias });
  return (x, mask, pass) => {
    const y = tf.add(x, pass.dropout(attention.run(norm1(x), mask), dropout));
    return tf.add(y, pass.dropout(feedForward(norm2(y)), dropout));
  };
}
