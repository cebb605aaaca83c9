import type { CompiledStep, Dataset, LoadContext, Metrics, SplitName, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import { corpusBleu } from '../../text/bleu.ts';
import { PADDING, type BytePairTokenizer } from '../../text/byte-pair.ts';
import { pack } from './batches.ts';
import { encodeText, type TokenPair } from './corpus.ts';
import { tiedCrossEntropies } from './cross-entropy.ts';
import { paddedLength } from './decode.ts';
import type { TranslationModel } from './model.ts';
import { translateAll, type Translator } from './translate.ts';

const READ_AT_ONCE = 512;
/** Tokens of an evaluation's batch. */
const TOKENS = 2048;

/** Gives the nats of each pair of a batch, [rows], without smoothing. */
export type LossStep = CompiledStep<[sources: Tensor, inputs: Tensor, targets: Tensor], Tensor>;

export function compileLoss({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: TranslationModel): LossStep {
  return compile((sources: Tensor, inputs: Tensor, targets: Tensor) => {
    const decoded = model.decode(inputs, model.encode(sources, inferencePass), inferencePass);
    const flat = tf.reshape(targets, [-1]);
    const losses = tiedCrossEntropies(tf, tf.reshape(decoded, [-1, decoded.shape.at(-1) ?? 1]), model.embeddings, { targets: flat, smoothing: 0 });
    const counted = tf.mul(losses, tf.cast(tf.notEqual(flat, PADDING), 'float32'));
    return tf.sum(tf.reshape(counted, [targets.shape[0] ?? 1, -1]), 1);
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
  const costs = await costsOf(input, pairs);
  const loss = costs.reduce((sum, { nats }) => sum + nats, 0) / costs.reduce((sum, { tokens }) => sum + tokens, 0);
  const translated = await translateAll(translator, pairs.map(({ source }) => source), { beamSize, signal });
  const { score } = corpusBleu(translated, pairs.map(({ target }) => target));
  return { loss, perplexity: Math.exp(loss), bleu: score };
}

export interface TextPair {
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

/** What the reference of a pair costs. */
export interface PairCost {
  readonly nats: number;
  readonly tokens: number;
}

/** In the order of the pairs; those of like lengths go through the model together. */
export async function costsOf({ tf, lossStep, translator, signal }: Pick<EvaluationInput, 'tf' | 'lossStep' | 'translator' | 'signal'>, pairs: readonly TextPair[]): Promise<PairCost[]> {
  const costs = new Array<PairCost>(pairs.length).fill({ nats: 0, tokens: 0 });
  for (const { length, group } of byLength(pairs.map((pair) => tokensOf(pair, translator.tokenizer, translator.maxLength)))) {
    const rows = Math.max(1, Math.floor(TOKENS / length));
    for (let start = 0; start < group.length; start += rows) {
      signal.throwIfAborted();
      const some = group.slice(start, start + rows);
      const batch = pack(some, { length, rows });
      const nats = tf.tidy(() => {
        const tensor = (tokens: Int32Array) => tf.tensor2d(tokens, [rows, length], 'int32');
        return lossStep(tensor(batch.sources), tensor(batch.inputs), tensor(batch.targets));
      });
      const values = Float32Array.from(await nats.data());
      nats.dispose();
      some.forEach(({ index, target }, row) => (costs[index] = { nats: values[row] ?? NaN, tokens: target.length }));
    }
  }
  return costs;
}

function tokensOf({ source, target }: TextPair, tokenizer: BytePairTokenizer, maxLength: number): TokenPair {
  return { source: encodeText(tokenizer, source, maxLength), target: encodeText(tokenizer, target, maxLength) };
}

interface PlacedPair extends TokenPair {
  readonly index: number;
}

function byLength(pairs: readonly TokenPair[]): { length: number; group: PlacedPair[] }[] {
  const placed = pairs.map((pair, index) => ({ ...pair, index }));
  const groups = Map.groupBy(placed, ({ source, target }) => paddedLength(Math.max(source.length, target.length)));
  return [...groups].sort(([a], [b]) => a - b).map(([length, group]) => ({ length, group }));
}
