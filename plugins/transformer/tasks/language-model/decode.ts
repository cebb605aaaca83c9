import type { CompiledStep, LoadContext, Tensor } from 'flywheel/plugin';
import { capacityFor, emptyCache, growCache, placesOf, type Cache } from '../../layers/cache.ts';
import { rotationOf } from '../../layers/rotary.ts';
import type { DecodingStep, LanguageModel, ModelShape } from './model.ts';

/** Places of the first cache. Longer windows begin with it, too: a step over few places is faster. */
const LEAST_CAPACITY = 256;
/** Tokens of a prompt go through the model in blocks of 16, 64, 256 …, filled up: few shapes, so few graphs. */
const LEAST_BLOCK = 16;

type Stepped = { readonly logits: Tensor; readonly cache: Cache };

export interface TokenDecoder {
  /**
   * Tokens that follow a prompt, one by one and without end. Each is computed when it is asked for; a token sees the last
   * `maxLength` before it. The cache's size is fixed, so each takes the same time however long the text has grown; the
   * size doubles from 256 places to `maxLength`.
   *
   * @param prompt  one token at least
   * @param choose  the next token by the logits of all
   */
  tokens(prompt: readonly number[], choose: (logits: Float32Array) => Promise<number>): AsyncGenerator<number, never, void>;
  dispose(): void;
}

export function createDecoder({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: LanguageModel, { layers, heads, modelSize, maxLength }: ModelShape): TokenDecoder {
  const step: CompiledStep<[DecodingStep], Stepped> = compile((inputs: DecodingStep) => model.step(inputs), { name: 'The decoding step' });
  const headSize = modelSize / heads;

  /** Tokens at `start`, start + 1, …; frees the cache, which is replaced. */
  function decode(cache: Cache, tokens: readonly number[], start: number, capacity: number): Stepped {
    const block = tokens.length === 1 ? 1 : capacityFor(tokens.length, LEAST_BLOCK, capacity);
    const padded = [...tokens, ...Array<number>(block - tokens.length).fill(0)];
    const inputs = {
      tokens: tf.tensor2d(padded, [1, block], 'int32'),
      last: tf.tensor1d([tokens.length - 1], 'int32'),
      rotation: rotationOf(tf, padded.map((_, k) => start + k), headSize),
      places: placesOf(tf, { start, count: tokens.length, tokens: block, capacity }),
    };
    const stepped = step({ ...inputs, cache });
    tf.dispose(inputs);
    release(cache);
    return stepped;
  }

  const release = (cache: Cache) => tf.dispose(cache.flatMap(({ keys, values }) => [keys, values]));

  return {
    async *tokens(prompt, choose) {
      const seen = prompt.slice(-maxLength);
      let capacity = capacityFor(seen.length, LEAST_CAPACITY, maxLength);
      let [cache, position] = [emptyCache(tf, { layers, batch: 1, heads, capacity, headSize }), 0];
      let next = seen;
      try {
        for (;;) {
          const stepped = decode(cache, next, position, capacity);
          cache = stepped.cache;
          position += next.length;
          const logits = await stepped.logits.data<'float32'>();
          stepped.logits.dispose();
          const token = await choose(logits);
          yield token;
          next = [token];
          if (position === capacity && capacity < maxLength) {
            capacity = capacityFor(capacity + 1, LEAST_CAPACITY, maxLength);
            const grown = growCache(tf, cache, capacity);
            release(cache);
            cache = grown;
          }
        }
      } finally {
        release(cache);
      }
    },
    dispose: () => step.dispose(),
  };
}
