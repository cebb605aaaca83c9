import type { TextPart } from 'flywheel/plugin';
import type { TokenDecoder } from './decode.ts';
import type { TextTokenizer } from './tokenizer.ts';

export interface Writing {
  readonly decoder: TokenDecoder;
  readonly tokenizer: TextTokenizer;
  /** What comes before the text, one token at least. */
  readonly prompt: readonly number[];
  /** Tokens to make at most. */
  readonly maxTokens: number;
  readonly choose: (logits: Float32Array) => Promise<number>;
  readonly signal: AbortSignal;
}

/**
 * Writes on until the text ends or has `maxTokens`; each token's characters are told as soon as it is there. Returns the whole text.
 * @throws the signal's reason when it is aborted
 */
export async function* writeText({ decoder, tokenizer, prompt, maxTokens, choose, signal }: Writing): AsyncGenerator<TextPart, string, void> {
  const shown = tokenizer.decoderAfter(prompt);
  let [text, count] = ['', 0];
  signal.throwIfAborted();
  for await (const token of decoder.tokens(prompt, choose)) {
    signal.throwIfAborted();
    if (token === tokenizer.end) break;
    const part = shown.add(token);
    text += part;
    if (part !== '') yield { type: 'text-part', text: part };
    count += 1;
    if (count === maxTokens) break;
  }
  const rest = shown.end();
  if (rest !== '') yield { type: 'text-part', text: rest };
  return text + rest;
}
