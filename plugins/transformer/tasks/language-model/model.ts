import type { Tensor } from 'flywheel/plugin';
import type { Cache, KeyValues, Places } from '../../layers/cache.ts';
import { createDecoderLayer } from '../../layers/decoder-layer.ts';
import { createDense } from '../../layers/dense.ts';
import { createLayerNorm } from '../../layers/layer-norm.ts';
import { causalMask } from '../../layers/masks.ts';
import type { Network, Pass } from '../../layers/network.ts';
import { rotationOf, type Rotation } from '../../layers/rotary.ts';

export interface ModelShape {
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  readonly modelSize: number;
  readonly feedForwardSize: number;
  /** Tokens of a window, and of the cache. */
  readonly maxLength: number;
}

/** New tokens after those in a cache. A type, as arguments of compiled steps have to be. */
export type DecodingStep = {
  /** int32 [1, tokens]. */
  readonly tokens: Tensor;
  /** int32 [1]: which of them shows what follows. */
  readonly last: Tensor;
  readonly rotation: Rotation;
  readonly places: Places;
  readonly cache: Cache;
};

export interface LanguageModel {
  /** int32 [rows, length], at most `maxLength` → logits [rows, length, vocabulary] of the tokens that follow. */
  logits(tokens: Tensor, pass: Pass): Tensor;
  /** → logits [vocabulary] of what follows the token `last`, and the cache with the new tokens. */
  step(step: DecodingStep): { readonly logits: Tensor; readonly cache: Cache };
  dispose(): void;
}

/**
 * A decoder alone: pre-norm layers without biases in their products, rotary positions (Su et al. 2021), squared ReLU (So et
 * al. 2021), residual branches that begin at zero, and a table of outputs of its own.
 */
export function createLanguageModel(network: Network, { vocabulary, layers, heads, modelSize, feedForwardSize, maxLength }: ModelShape, dropout: number): LanguageModel {
  const { tf, weights } = network;
  const options = { size: modelSize, heads, feedForwardSize, dropout, activation: 'RELU_SQUARED', initialOutput: 'ZEROS', bias: false, isCross: false } as const;
  const embeddings = weights.normal('embeddings', [vocabulary, modelSize], 0.02);
  const decoder = Array.from({ length: layers }, (_, k) => createDecoderLayer(network, `decoder/${k}`, options));
  const norm = createLayerNorm(network, 'norm', modelSize);
  const output = createDense(network, 'output', modelSize, vocabulary, { bias: false, initial: 'ZEROS' });
  const mask = causalMask(tf, maxLength);
  const rotation = rotationOf(tf, Array.from({ length: maxLength }, (_, place) => place), modelSize / heads);

  const embed = (tokens: Tensor) => tf.reshape(tf.gather(embeddings, tf.reshape(tokens, [-1]).as1D()), [...tokens.shape, modelSize]);
  /** Of the first places. */
  const upTo = (length: number) => {
    if (length === maxLength) return { mask, rotation };
    const part = (table: Tensor) => tf.slice(table, [0, 0], [length, modelSize / heads / 2]);
    return { mask: tf.slice(mask, [0, 0], [length, length]), rotation: { cosines: part(rotation.cosines), sines: part(rotation.sines) } };
  };

  return {
    logits(tokens, pass) {
      const inputs = upTo(tokens.shape[1] ?? 0);
      const x = decoder.reduce((y, layer) => layer.run(y, inputs, pass), pass.dropout(embed(tokens), dropout));
      return output(norm(x));
    },
    step({ tokens, last, rotation: turned, places, cache }) {
      const next: KeyValues[] = [];
      let x = embed(tokens);
      decoder.forEach((layer, k) => {
        const own = cache[k];
        if (own === undefined) throw new Error(`There is no cache for layer ${k}.`);
        const stepped = layer.step(x, { cache: own, places, rotation: turned });
        next.push(stepped.cache);
        x = stepped.x;
      });
      const shown = tf.gather(tf.reshape(x, [-1, modelSize]), last.as1D());
      return { logits: tf.reshape(output(norm(shown)), [-1]), cache: next };
    },
    dispose() {
      tf.dispose([mask, rotation.cosines, rotation.sines]);
    },
  };
}
