import type { CompiledStep, LoadContext, Tensor } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import type { Corpus } from './corpus.ts';
import { crossEntropies } from './loss.ts';
import type { LanguageModel } from './model.ts';

/** Tokens that go through the model at the same time, about. */
const TOKENS_AT_ONCE = 8192;

/** How well a text is foretold. A type, since metrics are records. */
export type Evaluation = {
  /** Nats per token. */
  readonly loss: number;
  /** exp(loss): among how many equally probable tokens one would have to guess. */
  readonly perplexity: number;
  /** Of all characters of the split, ends of texts included in the bits. */
  readonly bits_per_character: number;
};

/** What some tokens of a text cost. */
export interface TokenCosts {
  /** Places in the whole text, rising. */
  readonly tokens: readonly number[];
  /** Of each. */
  readonly nats: readonly number[];
}

export interface Evaluator {
  /**
   * Windows of `length` tokens, each half a window further than the one before. A window tells the tokens that the one
   * before it has not, so each token is told once, the first window's apart with half a window before it at least. Tokens of
   * unknown characters are told of none, nor is the first token, which nothing comes before.
   *
   * @param most  windows at most; of more, so many at even distances
   * @throws the signal's reason when it is aborted
   */
  costs(corpus: Pick<Corpus, 'tokens'>, signal: AbortSignal, most?: number): AsyncGenerator<TokenCosts, void, void>;
  /** Of the windows that `costs` tells. */
  evaluate(corpus: Corpus, signal: AbortSignal, most?: number): Promise<Evaluation>;
  dispose(): void;
}

export function createEvaluator({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: LanguageModel, { length, unknown }: { length: number; unknown: number | undefined }): Evaluator {
  const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / length));
  const step: CompiledStep<[Tensor, Tensor], Tensor> = compile((inputs: Tensor, targets: Tensor) => crossEntropies(tf, model.logits(inputs, inferencePass), targets), { name: 'The evaluation step' });

  async function costsOf(windows: readonly Window[], all: Corpus['tokens']): Promise<TokenCosts> {
    const inputs = new Int32Array(rows * length);
    const targets = new Int32Array(rows * length);
    windows.forEach(({ start }, row) => {
      inputs.set(all.subarray(start, Math.min(start + length, all.length - 1)), row * length);
      targets.set(all.subarray(start + 1, start + length + 1), row * length);
    });
    const costs = tf.tidy(() => step(tf.tensor2d(inputs, [rows, length], 'int32'), tf.tensor2d(targets, [rows, length], 'int32')));
    const values = Float32Array.from(await costs.data());
    costs.dispose();
    const [tokens, nats] = [new Array<number>(), new Array<number>()];
    windows.forEach(({ start, told }, row) => {
      for (let token = told; token <= start + length && token < all.length; token += 1) {
        if (all[token] === unknown) continue;
        tokens.push(token);
        nats.push(values[row * length + token - start - 1] ?? NaN);
      }
    });
    return { tokens, nats };
  }

  async function* costs({ tokens }: Pick<Corpus, 'tokens'>, signal: AbortSignal, most = Infinity): AsyncGenerator<TokenCosts, void, void> {
    const windows = spread(windowsOf(tokens.length, length), most);
    for (let start = 0; start < windows.length; start += rows) {
      signal.throwIfAborted();
      yield await costsOf(windows.slice(start, start + rows), tokens);
    }
  }

  return {
    costs,
    async evaluate(corpus, signal, most) {
      let [loss, count] = [0, 0];
      for await (const { nats } of costs(corpus, signal, most)) {
        loss += nats.reduce((sum, one) => sum + one, 0);
        count += nats.length;
      }
      if (count === 0) throw new Error('The split has no text to evaluate on.');
      const perToken = loss / count;
      const tokensPerCharacter = (corpus.tokens.length - corpus.unknown) / Math.max(1, corpus.characters - corpus.unknown);
      return { loss: perToken, perplexity: Math.exp(perToken), bits_per_character: (perToken / Math.LN2) * tokensPerCharacter };
    },
    dispose: () => step.dispose(),
  };
}

interface Window {
  readonly start: number;
  /** The first token, counted in the whole text, that it tells. */
  readonly told: number;
}

function windowsOf(tokens: number, length: number): Window[] {
  const stride = Math.max(1, Math.floor(length / 2));
  const windows: Window[] = tokens > 1 ? [{ start: 0, told: 1 }] : [];
  for (let start = stride; start + length - stride + 1 < tokens; start += stride) windows.push({ start, told: start + length - stride + 1 });
  return windows;
}

function spread(windows: readonly Window[], most: number): readonly Window[] {
  if (windows.length <= most) return windows;
  return Array.from({ length: most }, (_, k) => windows[Math.floor((k * windows.length) / most)]).filter((window) => window !== undefined);
}
