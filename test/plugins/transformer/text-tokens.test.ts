import { describe, expect, it } from 'vitest';
import { learnWordPieces } from '../../../plugins/transformer/text/learn-word-pieces.ts';
import { PairTable } from '../../../plugins/transformer/text/pair-table.ts';
import { learnTokenizer, readTokenizer } from '../../../plugins/transformer/text/tokenizer.ts';
import { Counts, learnVocabulary, UNKNOWN, Vocabulary } from '../../../plugins/transformer/text/vocabulary.ts';
import { wordsOf } from '../../../plugins/transformer/text/words.ts';

describe('words', () => {
  it.each([
    ["Don't <br /><br/>you?", ["don't", 'you', '?']],
    ['3 < 4 and 5 > 2', ['3', '4', 'and', '5', '2']],
    ['It’s a “quote”, \'so\' be it!!', ['it’s', 'a', 'quote', 'so', 'be', 'it', '!', '!']],
    ['NAÏVE cafe\u0301 ΣΊΣΥΦΟΣ straße', ['naïve', 'café', 'σίσυφος', 'straße']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['東京は10th', ['東', '京', 'は', '10th']],
    ['<!-- no --><b class="x">yes</b> snake_case 👍', ['yes', 'snake', 'case']],
    ['', []],
  ])('of %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('a vocabulary', () => {
  const counts = (words: string) => {
    const all = new Counts();
    for (const word of words.split(' ')) all.add(word);
    return all;
  };

  it('holds the most frequent strings in an order that the counts alone decide, and forgets rare ones', () => {
    const vocabulary = learnVocabulary(counts('b a c a b d a e e'), 5, 2);
    expect(['a', 'b', 'e', 'c', 'zz'].map((word) => vocabulary.tokenOf(word))).toEqual([2, 3, 4, UNKNOWN, UNKNOWN]);
    expect(vocabulary.size).toBe(5);
    const read = Vocabulary.fromLines(vocabulary.toLines());
    expect(read.tokenOf('e')).toBe(4);
    expect(Vocabulary.fromLines(new Uint8Array()).size).toBe(2);
  });

  it('counts within bounds', () => {
    const all = new Counts(3);
    for (const word of 'a a a b b c d e'.split(' ')) all.add(word);
    expect([...all.all]).toEqual([['a', 3], ['b', 2], ['e', 1]]);
  });

  it('of word pieces puts words together that it has not seen', () => {
    const words = counts('low low low low lower lower lower newest newest newest newest widest widest widest slow slow slow');
    const pieces = learnWordPieces(words, 40);
    expect(pieces.size).toBeLessThanOrEqual(40);
    const strings = new TextDecoder().decode(pieces.vocabulary.toLines()).split('\n');
    const shown = (text: string) => pieces.encode(text).map((token) => strings[token - 2] ?? '?');
    expect(shown('low')).toEqual(['low']);
    expect(shown('lowest newer').join(' ').replaceAll(' ##', '')).toBe('lowest newer');
    expect(shown('xylo')).toEqual(['?']);
    expect(shown('x'.repeat(1000))).toEqual(['?']);
    // The pair that gains most first: n · log(n · N / (a · b)).
    expect(strings.find((piece) => piece.replace('##', '').length === 2)).toBeDefined();
  });

  it.each(['WORD', 'WORD_PIECE', 'BYTE_PAIR'] as const)('of type %s is read as it was written', async (type) => {
    const texts = ['the river was <i>low</i>', 'the low river, 2 times', 'a slower river'];
    const learned = await learnTokenizer(type, 300, (async function* () { yield* texts; })());
    const { tokenizer: read } = await readTokenizer(JSON.parse(JSON.stringify(learned.description)), async (path) => learned.files.find((file) => file.path === path)?.bytes ?? new Uint8Array());
    expect(read.size).toBe(learned.tokenizer.size);
    for (const text of [...texts, 'something new', '']) expect(read.encode(text)).toEqual(learned.tokenizer.encode(text));
    expect(Math.max(...texts.flatMap((text) => [...read.encode(text)]))).toBeLessThan(read.size);
  });
});

describe('a table of pairs', () => {
  it('numbers pairs as they come, finds them again, and is read as it was written', () => {
    const table = new PairTable(2);
    const pairs = Array.from({ length: 5000 }, (_, k) => [(k * 7919) % 401, (k * 31) % 977] as const);
    const known = new Map<string, number>();
    for (const [left, right] of pairs) {
      const key = `${left} ${right}`;
      if (!known.has(key)) known.set(key, known.size);
      expect(table.add(left, right)).toBe(known.get(key));
    }
    const read = PairTable.fromBytes(table.toBytes());
    expect(read.size).toBe(known.size);
    for (const [left, right] of pairs) expect(read.find(left, right)).toBe(known.get(`${left} ${right}`));
    expect(read.find(402, 1)).toBe(-1);
    expect(read.at(1)).toEqual(pairs[1]);
    expect(PairTable.fromBytes(new PairTable().toBytes()).size).toBe(0);
    expect(() => PairTable.fromBytes(new Uint8Array(12))).toThrow('multiple of 8');
  });
});
