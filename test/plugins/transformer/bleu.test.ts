import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readMulti30k } from '../../../bench/transformer/multi30k.ts';
import { bleuOf, corpusBleu, countsOf } from '../../../plugins/transformer/text/bleu.ts';
import { tokenize13a } from '../../../plugins/transformer/text/tokenize-13a.ts';

const MULTI30K = fileURLToPath(new URL('../../../../shared/data/multi30k_en_de', import.meta.url));

/** What sacrebleu gives; reference/bleu.py wrote it. */
const reference = z.object({
  tokenized: z.array(z.object({ text: z.string(), words: z.array(z.string()) })),
  cases: z.array(z.object({ name: z.string(), translations: z.array(z.string()), references: z.array(z.string()), score: z.number(), precisions: z.array(z.number()) })),
  multi30k: z.object({ score: z.number() }),
}).parse(JSON.parse(await readFile(new URL('reference/bleu.json', import.meta.url), 'utf8')));

describe('BLEU', () => {
  it.each(reference.tokenized)('cuts $text into the words of 13a', ({ text, words }) => {
    expect(tokenize13a(text)).toEqual(words);
  });

  it.each(reference.cases)('is sacrebleu’s: $name', ({ translations, references, score, precisions }) => {
    const bleu = corpusBleu(translations, references);
    expect(bleu.score).toBeCloseTo(score, 9);
    bleu.precisions.forEach((precision, k) => expect(precision).toBeCloseTo(precisions[k] ?? NaN, 9));
  });

  it.each(reference.cases)('comes of the sums of what single translations count: $name', ({ translations, references, score }) => {
    const all = translations.map((translation, k) => countsOf(translation, references[k] ?? ''));
    const sum = (of: (one: (typeof all)[number]) => number | undefined) => all.reduce((total, one) => total + (of(one) ?? NaN), 0);
    const matches = [0, 1, 2, 3].map((order) => sum((one) => one.matches[order]));
    const total = [0, 1, 2, 3].map((order) => sum((one) => one.total[order]));
    expect(bleuOf({ matches, total, translationLength: sum((one) => one.translationLength), referenceLength: sum((one) => one.referenceLength) }).score).toBeCloseTo(score, 9);
  });

  it('refuses lists of different lengths', () => {
    expect(() => corpusBleu(['a'], [])).toThrow('There are 1 translations and 0 references.');
  });

  it.skipIf(!existsSync(MULTI30K))('is sacrebleu’s on the 850 sentences of Multi30k (needs ../shared/data)', async () => {
    const { batches } = await readMulti30k(MULTI30K);
    const lines: string[] = [];
    for await (const { targets } of batches({ split: 'TEST', size: 1000 })) lines.push(...targets);
    const translations = lines.map((line, row) => line.split(' ').filter((_, k) => (k + row) % 7 !== 0).join(' '));
    expect(corpusBleu(translations, lines).score).toBeCloseTo(reference.multi30k.score, 9);
  });
});
