import { UNKNOWN } from '../../../text/vocabulary.ts';

/**
 * At most `longest` tokens: where there are more, a quarter of them from the beginning and the others from the end, where
 * texts say what they conclude. A text without tokens becomes one that is unknown.
 */
export function cutTokens(tokens: readonly number[], longest: number): readonly number[] {
  if (tokens.length === 0) return [UNKNOWN];
  if (tokens.length <= longest) return tokens;
  const start = Math.floor(longest / 4);
  return [...tokens.slice(0, start), ...tokens.slice(tokens.length - (longest - start))];
}
