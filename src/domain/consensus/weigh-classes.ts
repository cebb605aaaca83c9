import type { LabelWeigher } from '../ports.ts';
import { meanTrust, type SubjectReliability } from './reliability.ts';
import { judge, type JudgedLabel, type JudgingRules, type Weights } from './judge.ts';
import { type AnsweredItem, tabulate } from './tabulate.ts';

export interface WeighedClasses {
  readonly labels: readonly JudgedLabel[];
  readonly reliability: readonly SubjectReliability[];
}

/** Habits that were learned of fewer people, or of fewer of their answers, are mostly those that were taken for granted. */
const [KNOWN_PEOPLE, KNOWN_ANSWERS] = [20, 2000];

function isKnown(items: readonly AnsweredItem[]): boolean {
  const given = items.flatMap(({ answers }) => answers.flatMap(({ subject }) => subject ?? []));
  return given.length >= KNOWN_ANSWERS && new Set(given).size >= KNOWN_PEOPLE;
}

/** Labels of classes, weighed after Dawid & Skene (1979): who is right elsewhere counts for more. */
export async function weighClasses(weigher: LabelWeigher, items: readonly AnsweredItem[], classes: readonly string[], gold: ReadonlyMap<string, string>, rules: Pick<JudgingRules, 'minimumProbability'>): Promise<WeighedClasses> {
  if (items.length === 0) return { labels: [], reliability: [] };
  const { table, classes: named } = tabulate(items, classes, gold);
  const { start, classes: candidates, shares, entropy, trust } = await weigher.weigh(table);
  const known = new Set(classes);
  const isCrowdKnown = isKnown(items);
  const trustOf = (at: number) => trust.subarray(table.start[at], table.start[at + 1]);
  const labels = items.map((item, at) => {
    const probabilities = new Map<string, number>();
    for (let candidate = start[at] ?? 0; candidate < (start[at + 1] ?? 0); candidate += 1) {
      const label = named[candidates[candidate] ?? -1];
      if (label !== undefined) probabilities.set(label, Math.min(1, shares[candidate] ?? 0));
    }
    const weights: Weights = { probability: (label) => probabilities.get(label) ?? 0, entropy: entropy[at] ?? 0, trust: [...trustOf(at)] };
    return judge(item, weights, { ...rules, classes: known, isCrowdKnown });
  });
  return { labels, reliability: meanTrust(items, trustOf) };
}
