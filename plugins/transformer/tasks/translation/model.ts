import type { Tensor } from 'flywheel/plugin';
import type { Cache, KeyValues, Places } from '../../layers/cache.ts';
import { createDecoderLayer } from '../../layers/decoder-layer.ts';
import { createEncoderLayer } from '../../layers/encoder-layer.ts';
import { createLayerNorm } from '../../layers/layer-norm.ts';
import { causalMask, paddingMask } from '../../layers/masks.ts';
import type { Network, Pass } from '../../layers/network.ts';
import { sinusoidalPositions } from '../../layers/positions.ts';

export interface ModelShape {
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  readonly modelSize: number;
  readonly feedForwardSize: number;
}

/** What the encoder made of source texts, as the decoder's layers look at it. */
export interface SourceMemory {
  /** Of each decoder layer: [rows, heads, length, d]. */
  readonly layers: readonly KeyValues[];
  /** [rows, 1, 1, length]. */
  readonly mask: Tensor;
}

export interface DecodingStep {
  /** int32 [rows]. */
  readonly tokens: Tensor;
  /** [1, 1, modelSize]: the waves of the place that the tokens stand at. */
  readonly position: Tensor;
  readonly cache: Cache;
  readonly places: Places;
  readonly memory: SourceMemory;
}

/** Encoder and decoder (Vaswani et al. 2017), pre-norm, with one table of embeddings for both languages and the output (Press & Wolf 2017). */
export interface TranslationModel {
  /** int32 [rows, length], PADDING after the end. */
  encode(sources: Tensor, pass: Pass): SourceMemory;
  /** All places at once: inputs int32 [rows, length] → [rows, length, modelSize]. */
  decode(inputs: Tensor, memory: SourceMemory, pass: Pass): Tensor;
  /** One place: → logits [rows, vocabulary] of the next token, and the cache with this one. */
  step(step: DecodingStep): { readonly logits: Tensor; readonly cache: Cache };
  /** [vocabulary, modelSize]. */
  readonly embeddings: Tensor;
}

export function createTranslationModel(network: Network, { vocabulary, layers, heads, modelSize, feedForwardSize }: ModelShape, dropout: number): TranslationModel {
  const { tf, weights } = network;
  const options = { size: modelSize, heads, feedForwardSize, dropout, activation: 'RELU' } as const;
  const embeddings = weights.normal('embeddings', [vocabulary, modelSize], modelSize ** -0.5);
  const encoder = Array.from({ length: layers }, (_, k) => createEncoderLayer(network, `encoder/${k}`, options));
  const decoder = Array.from({ length: layers }, (_, k) => createDecoderLayer(network, `decoder/${k}`, { ...options, isCross: true }));
  const encoderNorm = createLayerNorm(network, 'encoder/norm', modelSize);
  const decoderNorm = createLayerNorm(network, 'decoder/norm', modelSize);

  /** [rows, length] → [rows, length, modelSize], without positions. */
  const embed = (tokens: Tensor, length: number) => tf.reshape(tf.mul(tf.gather(embeddings, tf.reshape(tokens, [-1]).as1D()), Math.sqrt(modelSize)), [-1, length, modelSize]);
  const withPositions = (tokens: Tensor, pass: Pass) => {
    const length = tokens.shape[1] ?? 0;
    const positions = sinusoidalPositions(tf, Array.from({ length }, (_, place) => place), modelSize);
    return pass.dropout(tf.add(embed(tokens, length), positions), dropout);
  };

  return {
    embeddings,
    encode(sources, pass) {
      const mask = paddingMask(tf, sources);
      const encoded = encoderNorm(encoder.reduce((x, layer) => layer(x, mask, pass), withPositions(sources, pass)));
      return { layers: decoder.map((layer) => layer.remember(encoded)), mask };
    },
    decode(inputs, memory, pass) {
      // Padding comes after the text, so the causal mask hides it from all places that count.
      const mask = causalMask(tf, inputs.shape[1] ?? 0);
      const decoded = decoder.reduce((x, layer, k) => layer.run(x, { mask, memory: memoryOf(memory, k) }, pass), withPositions(inputs, pass));
      return decoderNorm(decoded);
    },
    step({ tokens, position, cache, places, memory }) {
      const caches: KeyValues[] = [];
      let x: Tensor = tf.add(embed(tokens, 1), position);
      decoder.forEach((layer, k) => {
        const own = cache[k];
        if (own === undefined) throw new Error('There is no cache for a layer of the decoder.');
        const stepped = layer.step(x, { cache: own, places, memory: memoryOf(memory, k) });
        caches.push(stepped.cache);
        x = stepped.x;
      });
      const hidden = tf.reshape(decoderNorm(x), [-1, modelSize]);
      return { logits: tf.matMul(hidden, embeddings, false, true), cache: caches };
    },
  };
}

function memoryOf({ layers, mask }: SourceMemory, layer: number) {
  const own = layers[layer];
  if (own === undefined) throw new Error('There is no memory for a layer of the decoder.');
  return { ...own, mask };
}

