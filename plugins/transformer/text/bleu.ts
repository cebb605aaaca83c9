import { tokenize13a } from './tokenize-13a.ts';

const ORDERS = [1, 2, 3, 4];

/** What a corpus's BLEU is computed from. */
export interface BleuCounts {
  /** Of orders 1 to 4: n-grams of the translations that are in the reference, each as often as there. */
  readonly matches: number[];
  readonly total: number[];
  translationLength: number;
  referenceLength: number;
}

export interface Bleu {
  /** 0 to 100. */
  readonly score: number;
  /** In percent, of orders 1 to 4. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
}

/**
 * Corpus BLEU (Papineni et al. 2002) with one reference each, equal to sacrebleu's default (Post 2018): 13a
 * tokenization, cased, exponential smoothing. Its signature there is
 * `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`.
 *
 * @throws where there are not as many references as translations
 */
export function corpusBleu(translations: readonly string[], references: readonly string[]): Bleu {
  if (translations.length !== references.length) throw new Error(`There are ${translations.length} translations and ${references.length} references.`);
  const counts = noCounts();
  translations.forEach((translation, k) => count(counts, tokenize13a(translation), tokenize13a(references[k] ?? '')));
  return bleuOf(counts);
}

/** What a single translation adds to its corpus's counts. */
export function countsOf(translation: string, reference: string): Readonly<BleuCounts> {
  const counts = noCounts();
  count(counts, tokenize13a(translation), tokenize13a(reference));
  return counts;
}

const noCounts = (): BleuCounts => ({ matches: ORDERS.map(() => 0), total: ORDERS.map(() => 0), translationLength: 0, referenceLength: 0 });

function count(counts: BleuCounts, translation: readonly string[], reference: readonly string[]): void {
  counts.translationLength += translation.length;
  counts.referenceLength += reference.length;
  for (const [index, order] of ORDERS.entries()) {
    const wanted = ngrams(reference, order);
    for (const [ngram, times] of ngrams(translation, order)) {
      counts.matches[index] = (counts.matches[index] ?? 0) + Math.min(times, wanted.get(ngram) ?? 0);
      counts.total[index] = (counts.total[index] ?? 0) + times;
    }
  }
}

function ngrams(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= words.length; start += 1) {
    // Words have no spaces.
    const ngram = words.slice(start, start + order).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Of a corpus, from the sums of the counts of its translations. */
export function bleuOf({ matches, total, translationLength, referenceLength }: Readonly<BleuCounts>): Bleu {
  const brevityPenalty = translationLength >= referenceLength ? 1 : translationLength === 0 ? 0 : Math.exp(1 - referenceLength / translationLength);
  if (matches.every((matched) => matched === 0)) return { score: 0, precisions: ORDERS.map(() => 0), brevityPenalty };
  let smoothing = 1;
  const precisions = ORDERS.map((_, index) => {
    const [matched = 0, all = 0] = [matches[index], total[index]];
    if (all === 0) return 0;
    if (matched > 0) return (100 * matched) / all;
    // Every further order without a match counts half as much as one match would.
    smoothing *= 2;
    return 100 / (smoothing * all);
  });
  const isAny = precisions.every((precision) => precision > 0);
  const score = isAny ? brevityPenalty * Math.exp(precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / ORDERS.length) : 0;
  return { score, precisions, brevityPenalty };
}
