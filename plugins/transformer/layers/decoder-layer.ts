import type { Tensor } from 'flywheel/plugin';
import { createSelfAttention } from './attention.ts';
import type { KeyValues, Places } from './cache.ts';
import { createCrossAttention } from './cross-attention.ts';
import type { EncoderLayerOptions } from './encoder-layer.ts';
import { createFeedForward } from './feed-forward.ts';
import { createLayerNorm } from './layer-norm.ts';
import { inferencePass, type Network, type Pass } from './network.ts';
import type { Rotation } from './rotary.ts';

/** What the encoder made of the source text, for one layer: `remember` of it, and its `paddingMask`. */
export interface Memory extends KeyValues {
  readonly mask?: Tensor | undefined;
}

export interface DecoderInputs {
  /** Self-attention's: `causalMask(tf, length)`. */
  readonly mask: Tensor;
  readonly rotation?: Rotation | undefined;
  readonly memory?: Memory | undefined;
}

export interface StepInputs {
  readonly cache: KeyValues;
  readonly places: Places;
  /** Of the new places alone. */
  readonly rotation?: Rotation | undefined;
  readonly memory?: Memory | undefined;
}

export interface DecoderLayer {
  /** Keys and values of the encoder's result, [batch, keys, size], for this layer: computed once for a text. */
  remember(encoded: Tensor): KeyValues;
  /** All places at once, as training needs it: [batch, length, size] → the same. */
  run(x: Tensor, inputs: DecoderInputs, pass: Pass): Tensor;
  /** New places after those in the cache: [batch, tokens, size] → the same, and the cache with them. Nothing is dropped. */
  step(x: Tensor, inputs: StepInputs): { readonly x: Tensor; readonly cache: KeyValues };
}

/** A pre-norm decoder layer: masked self-attention, attention to a memory (where `isCross`), feed-forward part (Vaswani et al. 2017; Xiong et al. 2020). */
export function createDecoderLayer(network: Network, name: string, { isCross, ...options }: EncoderLayerOptions & { readonly isCross: boolean }): DecoderLayer {
  const { tf } = network;
  const { size, feedForwardSize, dropout, activation = 'GELU', epsilon = 1e-5, initialOutput = 'GLOROT', bias = true } = options;
  const norm1 = createLayerNorm(network, `${name}/attention_norm`, size, epsilon);
  const attention = createSelfAttention(network, `${name}/attention`, options);
  const normCross = isCross ? createLayerNorm(network, `${name}/cross_attention_norm`, size, epsilon) : undefined;
  const cross = isCross ? createCrossAttention(network, `${name}/cross_attention`, options) : undefined;
  const norm2 = createLayerNorm(network, `${name}/feed_forward_norm`, size, epsilon);
  const feedForward = createFeedForward(network, `${name}/feed_forward`, { size, hiddenSize: feedForwardSize, activation, initialOutput, bias });

  const rest = (x: Tensor, memory: Memory | undefined, pass: Pass): Tensor => {
    if ((memory === undefined) !== (cross === undefined)) throw new Error(`${name} ${cross ? 'needs' : 'takes no'} memory.`);
    const y = memory && cross && normCross ? tf.add(x, pass.dropout(cross.run(normCross(x), memory, memory.mask), dropout)) : x;
    return tf.add(y, pass.dropout(feedForward(norm2(y)), dropout));
  };
  return {
    remember(encoded) {
      if (cross === undefined) throw new Error(`${name} takes no memory.`);
      return cross.remember(encoded);
    },
    run: (x, { mask, rotation, memory }, pass) => rest(tf.add(x, pass.dropout(attention.run(norm1(x), mask, rotation), dropout)), memory, pass),
    step(x, { cache, places, rotation, memory }) {
      const attended = attention.step(norm1(x), cache, places, rotation);
      return { x: rest(tf.add(x, attended.x), memory, inferencePass), cache: attended.cache };
    },
  };
}
