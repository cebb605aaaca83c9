import type { AnswerTable } from './answer-table.ts';

/** The classes that an item may be of: those that somebody or the model named, and one place for all others together. */
export interface Candidates {
  /** Item i has those from `start[i]` to before `start[i + 1]`; the last of each is -1, all other classes, where there are more. */
  readonly start: Int32Array;
  readonly classes: Int32Array;
}

/** Costs what there are answers. */
export function candidatesOf({ classCount, gold, guess, start, seen, said }: AnswerTable): Candidates {
  const items = gold.length;
  const starts = new Int32Array(items + 1);
  const classes: number[] = [];
  for (let item = 0; item < items; item += 1) {
    const named = new Set<number>();
    for (const label of [gold[item]!, guess[item]!]) if (label >= 0) named.add(label);
    for (let answer = start[item]!; answer < start[item + 1]!; answer += 1) {
      named.add(seen[answer]!);
      if (said[answer]! >= 0) named.add(said[answer]!);
    }
    const ordered = [...named].sort((a, b) => a - b);
    classes.push(...ordered, ...(ordered.length < classCount ? [-1] : []));
    starts[item + 1] = classes.length;
  }
  return { start: starts, classes: Int32Array.from(classes) };
}
