import type { Compile, CompiledStep, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import type { Tokenizer } from '../../../text/tokenizer.ts';
import { assemble, paddedLength } from './assemble.ts';
import { cutTokens } from './cut-tokens.ts';
import { embeddedPairs, type TextModel, type TextTensors } from './model.ts';
import type { NgramIndex } from './ngram-index.ts';
import { textTensors } from './text-tensors.ts';

/** Places of a batch, with padding: attention holds as many numbers for every place of a text. */
const PLACES = 16_384;
const MOST_ROWS = 128;

/** [rows, halves · classes]: what the Transformer says and, where the model has the head, what the n-grams say. */
export type PredictionStep = CompiledStep<[texts: TextTensors], Tensor>;

/** What turns texts into logits. */
export interface Reader {
  readonly tf: TensorFlow;
  readonly tokenizer: Tokenizer;
  readonly index: NgramIndex;
  readonly scales?: Float32Array;
  readonly maxLength: number;
  readonly classes: number;
  readonly ngramHead: boolean;
  readonly step: PredictionStep;
}

/** Logits, text by text; those of the n-grams are absent where the model has no n-gram head. */
export interface Predicted {
  readonly transformer: Float32Array;
  readonly ngrams?: Float32Array;
}

export function compilePrediction({ tf, compile }: { tf: TensorFlow; compile: Compile }, model: TextModel): PredictionStep {
  return compile((texts: TextTensors) => tf.tidy(() => {
    const { transformer, ngrams } = model(texts, inferencePass);
    return ngrams ? tf.concat([transformer, ngrams], 1) : transformer;
  }), { name: 'The prediction step' });
}

/** In the order of the texts, whatever the batches. */
export async function predict(reader: Reader, texts: readonly string[]): Promise<Predicted> {
  const { classes, ngramHead, tokenizer, maxLength } = reader;
  const tokens = texts.map((text) => cutTokens(tokenizer.encode(text), maxLength));
  const order = tokens.map((_, text) => text).sort((a, b) => (tokens[b]?.length ?? 0) - (tokens[a]?.length ?? 0));
  const width = ngramHead ? 2 * classes : classes;
  const predicted = { transformer: new Float32Array(texts.length * classes), ngrams: new Float32Array(texts.length * classes) };
  for (let start = 0; start < order.length;) {
    // Longest first: it decides how many fit.
    const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(PLACES / paddedLength(tokens[order[start] ?? 0]?.length ?? 1))));
    const some = order.slice(start, start + most);
    const logits = await run(reader, some.map((text) => tokens[text] ?? []), texts.length === 1 ? 1 : most);
    some.forEach((text, row) => {
      predicted.transformer.set(logits.subarray(row * width, row * width + classes), text * classes);
      if (ngramHead) predicted.ngrams.set(logits.subarray(row * width + classes, (row + 1) * width), text * classes);
    });
    start += some.length;
  }
  return ngramHead ? predicted : { transformer: predicted.transformer };
}

/** Filled up with the first text to `rows`, so that all batches of one length have one graph. */
async function run({ tf, index, scales, step }: Reader, texts: readonly (readonly number[])[], rows: number): Promise<Float32Array> {
  const filled = Array.from({ length: rows }, (_, row) => texts[row] ?? texts[0] ?? []);
  const batch = textTensors(tf, assemble(filled, { index, scales, embeddedPairs: embeddedPairs(index.pairs.size) }));
  const logits = step(batch);
  tf.dispose(Object.values(batch));
  try {
    return Float32Array.from(await logits.data());
  } finally {
    logits.dispose();
  }
}
