import { judge, type JudgedLabel, type JudgingRules } from './judge.ts';
import type { AnsweredItem } from './tabulate.ts';

/** Texts, and items that were chosen, are of no fixed classes: how probable one is, is the share of those who answered that say it. */
export function weighTexts(items: readonly AnsweredItem[], rules: Pick<JudgingRules, 'minimumProbability'>): JudgedLabel[] {
  return items.map((item) => {
    const shares = new Map<string | null, number>();
    for (const { said } of item.answers) shares.set(said, (shares.get(said) ?? 0) + 1 / item.answers.length);
    const entropy = [...shares.values()].reduce((sum, share) => sum - share * Math.log(share), 0);
    return judge(item, { probability: (label) => Math.min(1, shares.get(label) ?? 0), entropy: Math.max(0, entropy), trust: item.answers.map(() => 1) }, { ...rules, classes: null, isCrowdKnown: false });
  });
}
