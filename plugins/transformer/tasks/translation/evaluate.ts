import type { CompiledStep, Dataset, LoadContext, Metrics, SplitName, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import { corpusBleu } from '../../text/bleu.ts';
import { PADDING, type BytePairTokenizer } from '../../text/byte-pair.ts';
import { pack } from './batches.ts';
import { encodeText, type TokenPair } from './corpus.ts';
import { tiedCrossEntropy } from './cross-entropy.ts';
import { paddedLength } from './decode.ts';
import type { TranslationModel } from './model.ts';
import { translateAll, type Translator } from './translate.ts';

const READ_AT_ONCE = 512;
/** Tokens of an evaluation's batch. */
const TOKENS = 2048;

/** Gives [Σ nats, tokens] of a batch, without smoothing. */
export type LossStep = CompiledStep<[sources: Tensor, inputs: Tensor, targets: Tensor], Tensor>;

export function compileLoss({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: TranslationModel): LossStep {
  return compile((sources: Tensor, inputs: Tensor, targets: Tensor) => {
    const decoded = model.decode(inputs, model.encode(sources, inferencePass), inferencePass);
    const flat = tf.reshape(targets, [-1]);
    const weights = tf.cast(tf.notEqual(flat, PADDING), 'float32');
    const loss = tiedCrossEntropy(tf, tf.reshape(decoded, [-1, decoded.shape.at(-1) ?? 1]), model.embeddings, { targets: flat, weights, smoothing: 0 });
    const tokens = tf.sum(weights);
    return tf.stack([tf.mul(loss, tokens), tokens]);
  }, { name: 'The evaluation step' });
}

export interface EvaluationInput {
  readonly tf: TensorFlow;
  readonly data: Dataset<'TEXT_PAIR'>;
  readonly split: SplitName;
  readonly lossStep: LossStep;
  readonly translator: Translator;
  readonly beamSize: number;
  /** Pairs that are looked at, from the first on; all where absent. */
  readonly most?: number;
  readonly signal: AbortSignal;
}

/**
 * `loss`: mean cross-entropy of the references in nats per token, ends among them, without smoothing; `perplexity`:
 * e to the power of it; `bleu`: of the model's own translations, as sacrebleu counts it.
 *
 * @throws the signal's reason when it is aborted, and where the split is empty.
 */
export async function evaluate(input: EvaluationInput): Promise<Metrics> {
  const { data, split, translator, beamSize, most = Infinity, signal } = input;
  const pairs = await firstPairs(data, split, most, signal);
  if (pairs.length === 0) throw new Error(`The split ${split} has no pairs to evaluate on.`);
  const loss = await meanLoss(input, pairs);
  const translations = await translateAll(translator, pairs.map(({ source }) => source), { beamSize, signal });
  const { score } = corpusBleu(translations, pairs.map(({ target }) => target));
  return { loss, perplexity: Math.exp(loss), bleu: score };
}

interface TextPair {
  readonly source: string;
  readonly target: string;
}

/** The first pairs of a split, in the stored order. */
export async function firstPairs(data: Dataset<'TEXT_PAIR'>, split: SplitName, most: number, signal: AbortSignal): Promise<TextPair[]> {
  const pairs: TextPair[] = [];
  for await (const { sources, targets } of data.batches({ split, size: Math.min(most, READ_AT_ONCE) })) {
    signal.throwIfAborted();
    sources.forEach((source, k) => pairs.push({ source, target: targets[k] ?? '' }));
    if (pairs.length >= most) break;
  }
  return pairs.slice(0, most);
}

async function meanLoss({ tf, lossStep, translator, signal }: EvaluationInput, pairs: readonly TextPair[]): Promise<number> {
  const sums = [0, 0];
  for (const { length, group } of byLength(pairs.map((pair) => tokensOf(pair, translator.tokenizer, translator.maxLength)))) {
    const rows = Math.max(1, Math.floor(TOKENS / length));
    for (let start = 0; start < group.length; start += rows) {
      signal.throwIfAborted();
      const batch = pack(group.slice(start, start + rows), { length, rows });
      const terms = tf.tidy(() => {
        const tensor = (tokens: Int32Array) => tf.tensor2d(tokens, [rows, length], 'int32');
        return lossStep(tensor(batch.sources), tensor(batch.inputs), tensor(batch.targets));
      });
      const values = await terms.data();
      terms.dispose();
      sums.forEach((sum, k) => (sums[k] = sum + (values[k] ?? NaN)));
    }
  }
  return (sums[0] ?? NaN) / (sums[1] ?? NaN);
}

function tokensOf({ source, target }: TextPair, tokenizer: BytePairTokenizer, maxLength: number): TokenPair {
  return { source: encodeText(tokenizer, source, maxLength), target: encodeText(tokenizer, target, maxLength) };
}

function byLength(pairs: readonly TokenPair[]): { length: number; group: TokenPair[] }[] {
  const groups = Map.groupBy(pairs, ({ source, target }) => paddedLength(Math.max(source.length, target.length)));
  return [...groups].sort(([a], [b]) => a - b).map(([length, group]) => ({ length, group }));
}
