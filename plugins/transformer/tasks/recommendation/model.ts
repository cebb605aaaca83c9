import type { Tensor } from 'flywheel/plugin';
import { createEncoderLayer } from '../../layers/encoder-layer.ts';
import { createLayerNorm } from '../../layers/layer-norm.ts';
import { causalMask } from '../../layers/masks.ts';
import type { Network, Pass } from '../../layers/network.ts';
import type { RecommendationSettings } from './settings.ts';

/** All that decides the weights. */
export interface ModelShape extends Pick<RecommendationSettings, 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'maxLength'> {
  /** Items that can be offered; without padding. */
  readonly items: number;
}

export interface Sasrec {
  /**
   * Item numbers [rows, length], 0 behind the end of a history → what stands at each place for what follows it,
   * [rows × length, modelSize + 1]; the last column is 1, for the bias.
   */
  follow(inputs: Tensor, pass: Pass): Tensor;
  /** What the items 1, 2, … are told by: [items, modelSize + 1], the bias in the last column. A score is a product of rows. */
  table(): Tensor;
  /** Frees what is no weight. */
  dispose(): void;
}

/**
 * Self-attentive sequential recommendation (Kang & McAuley 2018), pre-norm, scored by the embeddings of the items and a
 * bias each. A place sees itself and what was before; padding is behind, where nothing that counts sees it.
 */
export function createSasrec(network: Network, { items, layers, heads, modelSize: size, feedForwardSize, maxLength }: ModelShape, dropout: number): Sasrec {
  const { tf, weights } = network;
  const embedding = weights.normal('items', [items, size], 0.05);
  const bias = weights.zeros('item_bias', [items, 1]);
  const places = weights.normal('places', [maxLength, size], 0.02);
  const encoder = Array.from({ length: layers }, (_, k) => createEncoderLayer(network, `layers/${k}`, { size, heads, feedForwardSize, dropout }));
  const norm = createLayerNorm(network, 'norm', size);
  const mask = causalMask(tf, maxLength);
  return {
    follow(inputs, pass) {
      const [rows = 0, length = 0] = inputs.shape;
      // Padding takes the first item's row.
      const indices = tf.reshape(tf.maximum(tf.sub(inputs, tf.scalar(1, 'int32')), tf.scalar(0, 'int32')), [-1]);
      const embedded = tf.reshape(tf.gather(embedding, indices), [rows, length, size]);
      let x: Tensor = pass.dropout(tf.add(tf.mul(embedded, Math.sqrt(size) / 2), places), dropout);
      for (const layer of encoder) x = layer(x, mask, pass);
      return tf.concat([norm(tf.reshape(x, [rows * length, size])), tf.ones([rows * length, 1])], 1);
    },
    table: () => tf.concat([embedding, bias], 1),
    dispose: () => mask.dispose(),
  };
}
