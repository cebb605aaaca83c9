import { describe, expect, it } from 'vitest';
import { shuffled } from '../../../bench/memory-dataset.ts';
import { bytePairsFile, BytePairTokenizer, END, learnTokenizer, PADDING, SMALLEST_VOCABULARY, START } from '../../../plugins/transformer/text/byte-pair.ts';
import { learnBytePairs } from '../../../plugins/transformer/text/learn-byte-pairs.ts';
import { countPieces, piecesOf } from '../../../plugins/transformer/text/pieces.ts';

function learned(texts: readonly string[], size: number): BytePairTokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) countPieces(counts, text);
  return learnTokenizer(counts, size);
}

const CORPUS = ['the lower the newer', 'low lower lowest, new newer newest', 'Zwei junge weiße Männer sind im Freien.', 'Straße straße 2024 2025'];

describe('byte-pair encoding', () => {
  it('cuts texts into words with the space before them, digits and the rest', () => {
    expect(piecesOf('Two men,  3½ dogs…')).toEqual([' Two', ' men', ',', ' ', ' 3½', ' dogs', '…']);
    expect(piecesOf('')).toEqual([' ']);
    expect(piecesOf('x'.repeat(70)).map(({ length }) => length)).toEqual([33, 32, 6]);
  });

  it('joins the most frequent pairs first, of equally frequent ones the older tokens', () => {
    // The example of Sennrich et al. 2016, without its end of word.
    const merges = learnBytePairs(new Map([['low', 5], ['lower', 2], ['newest', 6], ['widest', 3]]), 10);
    const texts = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    for (let k = 0; k < merges.length; k += 2) texts.push(`${texts[merges[k] ?? 0]}${texts[merges[k + 1] ?? 0]}`);
    expect(texts.slice(256)).toEqual(['es', 'est', 'lo', 'low', 'ew', 'new', 'newest', 'dest', 'idest', 'widest']);
  });

  it('gives what a count from scratch after every merge gives', () => {
    const counts = new Map<string, number>();
    const order = shuffled(4000, 3);
    for (let k = 0; k < 400; k += 1) {
      const word = Array.from({ length: 2 + (order[k] ?? 0) % 9 }, (_, i) => 'aabc'.charAt((order[k * 9 + i] ?? 0) % 4)).join('');
      counts.set(word, 1 + (order[k + 500] ?? 0) % 7);
    }
    expect(learnBytePairs(counts, 120)).toEqual(learnedFromScratch(counts, 120));
  });

  it('ends early where no pair stands twice', () => {
    expect(learnBytePairs(new Map([['ab', 1]]), 5)).toEqual([]);
    expect(learnBytePairs(new Map([['ab', 2]]), 5)).toEqual([97, 98]);
    expect(learnBytePairs(new Map(), 5)).toEqual([]);
  });

  it.each([
    '', ' ', '   ', 'the newest', ' leading and trailing ', 'a\n\tb\r\n', '▁marks▁ ▁', '日本語 テスト', '👩‍👩‍👧‍👦 family', 'e\u0301 combining', '\u0000\ufeff\uffff', 'x'.repeat(1000), '𝕬𝖇𝖈', 'مرحبا بالعالم', '\ufeffBOM',
  ])('gives %j back', (text) => {
    for (const tokenizer of [learned(CORPUS, 300), learned([], SMALLEST_VOCABULARY)]) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('gives any text back, whole or token by token', () => {
    const tokenizer = learned(CORPUS, 320);
    const order = shuffled(20_000, 1);
    for (let k = 0; k < 300; k += 1) {
      const text = Array.from({ length: k % 40 }, (_, i) => String.fromCodePoint(codePoint(order[(k * 61 + i * 7) % 20_000] ?? 0, i))).join('');
      const tokens = tokenizer.encode(text);
      expect(tokenizer.decode([START, ...tokens, END, PADDING])).toBe(text);
      const decoder = tokenizer.createDecoder();
      expect(tokens.map((token) => decoder.add(token)).join('') + decoder.end()).toBe(text);
    }
  });

  it('has fewer tokens for what it has seen, never of a piece and its neighbour', () => {
    const tokenizer = learned(CORPUS, 400);
    expect(tokenizer.encode('newer lower')).toHaveLength(2);
    expect(tokenizer.encode('lower, newer').map((token) => tokenizer.decode([token]))).toEqual(['lower', ',', 'newer']);
    expect(tokenizer.size).toBeLessThanOrEqual(400);
  });

  it('shows bytes that are no UTF-8 as U+FFFD', () => {
    const tokenizer = learned([], SMALLEST_VOCABULARY);
    expect(tokenizer.decode([3 + 0x20, 3 + 0xe6, 3 + 0x41])).toBe('\ufffdA');
  });

  it('is the same from its file, and of the same texts', () => {
    const tokenizer = learned(CORPUS, 330);
    const again = new BytePairTokenizer(bytePairsFile.parse(JSON.parse(JSON.stringify(tokenizer.toFile()))));
    expect(again.size).toBe(tokenizer.size);
    for (const text of CORPUS) expect(again.encode(text)).toEqual(tokenizer.encode(text));
    expect(learned(CORPUS, 330).toFile()).toEqual(tokenizer.toFile());
  });

  it('refuses vocabularies that do not hold all bytes, and merges of nothing', () => {
    expect(() => learned(CORPUS, 200)).toThrow('at least 259 tokens, not 200');
    expect(() => new BytePairTokenizer({ merges: [97, 256] })).toThrow('Merge 0 of the vocabulary joins tokens that are not there.');
  });
});

/** One in three a letter, the others from anywhere but the surrogates. */
function codePoint(random: number, place: number): number {
  if (place % 3 === 0) return 97 + (random % 26);
  const point = (random * 7919 + place * 104_729) % 0x10f800;
  return point < 0xd800 ? point : point + 0x800;
}

function learnedFromScratch(counts: ReadonlyMap<string, number>, merges: number): number[] {
  const words = [...counts].map(([word, count]) => ({ tokens: [...new TextEncoder().encode(word)], count }));
  const found: number[] = [];
  while (found.length < 2 * merges) {
    const pairs = new Map<string, { left: number; right: number; count: number }>();
    for (const { tokens, count } of words) tokens.slice(1).forEach((right, k) => {
      const left = tokens[k] ?? 0;
      const key = `${left} ${right}`;
      pairs.set(key, { left, right, count: (pairs.get(key)?.count ?? 0) + count });
    });
    const [best] = [...pairs.values()].sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    if (best === undefined || best.count < 2) break;
    const joined = 256 + found.length / 2;
    found.push(best.left, best.right);
    for (const word of words) {
      for (let k = 0; k + 1 < word.tokens.length; k += 1) if (word.tokens[k] === best.left && word.tokens[k + 1] === best.right) word.tokens.splice(k, 2, joined);
    }
  }
  return found;
}
