import type { Tensor } from 'flywheel/plugin';
import { createDense } from '../../layers/dense.ts';
import { createEncoderLayer } from '../../layers/encoder-layer.ts';
import { createLayerNorm } from '../../layers/layer-norm.ts';
import type { Network, Pass } from '../../layers/network.ts';

export interface ClassTokenEncoderOptions {
  readonly layers: number;
  readonly heads: number;
  readonly modelSize: number;
  readonly feedForwardSize: number;
  readonly dropout: number;
  readonly classes: number;
}

/**
 * Tokens [n, tokens, modelSize] → logits [n, classes], read where a token of its own stands before the others (Devlin et
 * al. 2019; Dosovitskiy et al. 2021; Gorishniy et al. 2021). Pre-norm; every token sees every other.
 */
export function createClassTokenEncoder(network: Network, { layers, heads, modelSize: size, feedForwardSize, dropout, classes }: ClassTokenEncoderOptions): (tokens: Tensor, pass: Pass) => Tensor {
  const { tf, weights } = network;
  const classToken = weights.normal('class_token', [1, 1, size], 0.02);
  const encoder = Array.from({ length: layers }, (_, k) => createEncoderLayer(network, `layers/${k}`, { size, heads, feedForwardSize, dropout }));
  const norm = createLayerNorm(network, 'norm', size);
  const classify = createDense(network, 'classify', size, classes);
  return (tokens, pass) => {
    const [n = 0] = tokens.shape;
    let x: Tensor = tf.concat([tf.add(tf.zeros([n, 1, size]), classToken), tokens], 1);
    for (const layer of encoder) x = layer(x, undefined, pass);
    return classify(norm(tf.reshape(tf.slice(x, [0, 0, 0], [n, 1, size]), [n, size])));
  };
}
