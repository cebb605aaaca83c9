import type { AssessedVersion } from '../assessed-version.ts';
import { numbersOf, placeIn } from '../sampled.ts';
import { hashOf } from '../words.ts';
import type { TokenSamples } from './features.ts';
import { foldOf } from './labelled-images.ts';
import { BUCKETS, MOST_TOKENS } from './thresholds.ts';

/** Longer words count by their first letters, too, so that their forms are alike. */
const STEM = 5;

/** Words and pairs of words of labelled texts, hashed, each once; 4 bytes of memory for each. */
export async function labelledTexts({ database, description: { classes } }: AssessedVersion, count: number, every: number): Promise<TokenSamples> {
  const [positions, labels, folds, starts] = [new Float64Array(count), new Int32Array(count), new Uint8Array(count), new Float64Array(count + 1)];
  let tokens = new Uint32Array(2 ** 20);
  let end = 0;
  let filled = 0;
  const seen = new Int32Array(BUCKETS).fill(-1);
  const query = `SELECT sample_position, left(text, 20000) AS text, ${placeIn('label', classes)} AS class, ${foldOf} AS fold FROM samples WHERE label IS NOT NULL AND sample_position % ${every} = 0`;
  for await (const chunk of database.stream(query)) {
    const [at, of, fold] = [numbersOf(chunk, 0), numbersOf(chunk, 2), numbersOf(chunk, 3)];
    for (const [index, text] of chunk.getColumnValues(1).entries()) {
      [positions[filled], labels[filled], folds[filled]] = [at[index]!, of[index]!, fold[index]!];
      if (end + MOST_TOKENS > tokens.length) tokens = grown(tokens);
      const begin = end;
      let before = 0;
      for (const [word] of String(text).toLowerCase().matchAll(/[\p{L}\p{N}']+/gu)) {
        const own = hashOf(word);
        const stem = word.length > STEM ? [hashOf(`~${word.slice(0, STEM)}`)] : [];
        for (const hash of before === 0 ? [own, ...stem] : [own, Math.imul(before, 31) ^ own, ...stem]) {
          const bucket = (Math.imul(hash, 0x9e3779b1) >>> 0) % BUCKETS;
          if (seen[bucket] === filled || end - begin >= MOST_TOKENS) continue;
          seen[bucket] = filled;
          tokens[end] = bucket;
          end += 1;
        }
        before = own;
      }
      filled += 1;
      starts[filled] = end;
    }
  }
  return { count: filled, positions, labels, folds, starts, tokens };
}

function grown(tokens: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(tokens.length * 2);
  larger.set(tokens);
  return larger;
}
