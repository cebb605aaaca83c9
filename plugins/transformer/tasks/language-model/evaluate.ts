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

export interface Evaluator {
  /**
   * Windows of `length` tokens, each half a window further than the one before. A window tells the tokens that the one
   * before it has not, so each token is told once, the first window's apart with half a window before it at least.
   *
   * @param most  windows at most; of more, so many at even distances
   * @throws the signal's reason when it is aborted
   */
  evaluate(corpus: Corpus, signal: AbortSignal, most?: number): Promise<Evaluation>;
  dispose(): void;
}

export function createEvaluator({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: LanguageModel, { length, unknown }: { length: number; unknown: number | undefined }): Evaluator {
  const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / length));
  const step: CompiledStep<[Tensor, Tensor, Tensor], Tensor> = compile((inputs: Tensor, targets: Tensor, weights: Tensor) =>
    tf.sum(tf.mul(crossEntropies(tf, model.logits(inputs, inferencePass), targets), weights)), { name: 'The evaluation step' });

  async function sumOf(windows: readonly Window[], tokens: Corpus['tokens']): Promise<{ loss: number; count: number }> {
    const inputs = new Int32Array(rows * length);
    const targets = new Int32Array(rows * length);
    const weights = new Float32Array(rows * length);
    let count = 0;
    windows.forEach(({ start, told }, row) => {
      for (let k = 0; k < length && start + k + 1 < tokens.length; k += 1) {
        inputs[row * length + k] = tokens[start + k] ?? 0;
        targets[row * length + k] = tokens[start + k + 1] ?? 0;
        const isTold = start + k + 1 >= told && tokens[start + k + 1] !== unknown;
        weights[row * length + k] = isTold ? 1 : 0;
        count += isTold ? 1 : 0;
      }
    });
    const sum = tf.tidy(() => step(tf.tensor2d(inputs, [rows, length], 'int32'), tf.tensor2d(targets, [rows, length], 'int32'), tf.tensor1d(weights)));
    const [loss = NaN] = await sum.data();
    sum.dispose();
    return { loss, count };
  }

  return {
    async evaluate(corpus, signal, most = Infinity) {
      const windows = spread(windowsOf(corpus.tokens.length, length), most);
      let [loss, count] = [0, 0];
      for (let start = 0; start < windows.length; start += rows) {
        signal.throwIfAborted();
        const part = await sumOf(windows.slice(start, start + rows), corpus.tokens);
        loss += part.loss;
        count += part.count;
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
