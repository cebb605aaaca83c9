import { charactersOf, joinPieces, WordPieces } from './word-pieces.ts';
import { type Counts, Vocabulary } from './vocabulary.ts';

/** Rarer characters have no piece, so words with them are unknown. */
const LEAST_CHARACTER = 3;
/** Share of the pieces still wanted that one round adds. */
const SHARE_OF_ROUND = 0.1;
/** Above every number of a piece. */
const RADIX = 2 ** 21;

interface Word {
  readonly pieces: number[];
  readonly count: number;
}

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly gain: number;
}

/**
 * Word pieces (Schuster & Nakajima 2012): starts with all characters and joins the pairs of neighbours that make the
 * training text likelier, most gain first, under a model of independent pieces; as there, several pairs that share no
 * piece are joined in one round.
 *
 * @param words  how often each word occurs
 * @param size  tokens at most, with padding and unknown
 */
export function learnWordPieces(words: Counts, size: number): WordPieces {
  // Padding and unknown are tokens, too.
  const { names, list } = firstPieces(words, size - 2);
  while (names.length < size - 2) {
    const wanted = size - 2 - names.length;
    const pairs = bestPairs(list, names.length, Math.max(1, Math.ceil(wanted * SHARE_OF_ROUND)));
    if (pairs.length === 0) break;
    const joined = new Map<number, number>();
    for (const { left, right } of pairs) {
      joined.set(left * RADIX + right, names.length);
      names.push(joinPieces(names[left] ?? '', names[right] ?? ''));
    }
    for (const { pieces } of list) join(pieces, joined);
  }
  // Two ways to put a piece together give it twice.
  return new WordPieces(new Vocabulary([...new Set(names)]));
}

/** Characters as pieces, at most so many, the most frequent; and the words that they make up. */
function firstPieces(words: Counts, most: number): { names: string[]; list: Word[] } {
  const counts = new Map<string, number>();
  for (const [word, count] of words.all) for (const piece of charactersOf(word)) counts.set(piece, (counts.get(piece) ?? 0) + count);
  const frequent = [...counts].filter(([, count]) => count >= LEAST_CHARACTER).sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const names = frequent.slice(0, most).map(([piece]) => piece);
  const numbers = new Map(names.map((name, index) => [name, index]));
  const list = [...words.all].flatMap(([word, count]): Word[] => {
    const pieces = charactersOf(word).map((piece) => numbers.get(piece) ?? -1);
    return pieces.includes(-1) ? [] : [{ pieces, count }];
  });
  return { names, list };
}

/** Pairs that occur twice and gain, most first, no piece in two of them. */
function bestPairs(list: readonly Word[], pieces: number, most: number): Pair[] {
  const single = new Float64Array(pieces);
  const pairs = new Map<number, number>();
  let total = 0;
  for (const { pieces: own, count } of list) {
    for (let k = 0; k < own.length; k++) {
      const piece = own[k] ?? 0;
      single[piece] = (single[piece] ?? 0) + count;
      total += count;
      if (k === 0) continue;
      const pair = (own[k - 1] ?? 0) * RADIX + piece;
      pairs.set(pair, (pairs.get(pair) ?? 0) + count);
    }
  }
  const scored = [...pairs].flatMap(([pair, count]): Pair[] => {
    const [left, right] = [Math.floor(pair / RADIX), pair % RADIX];
    // What the logarithm of the likelihood grows by, to first order.
    const gain = count * Math.log((count * total) / ((single[left] ?? 0) * (single[right] ?? 0)));
    return count >= 2 && gain > 0 ? [{ left, right, gain }] : [];
  });
  scored.sort((a, b) => b.gain - a.gain || a.left - b.left || a.right - b.right);
  return disjoint(scored, most);
}

function disjoint(pairs: readonly Pair[], most: number): Pair[] {
  const used = new Set<number>();
  const chosen: Pair[] = [];
  for (const pair of pairs) {
    if (chosen.length === most) break;
    if (used.has(pair.left) || used.has(pair.right)) continue;
    used.add(pair.left).add(pair.right);
    chosen.push(pair);
  }
  return chosen;
}

function join(pieces: number[], joined: ReadonlyMap<number, number>): void {
  let length = 0;
  for (let k = 0; k < pieces.length; k++) {
    const piece = pieces[k] ?? 0;
    const whole = joined.get(piece * RADIX + (pieces[k + 1] ?? RADIX - 1));
    pieces[length++] = whole ?? piece;
    if (whole !== undefined) k += 1;
  }
  pieces.length = length;
}
