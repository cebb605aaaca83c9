import type { AnswerTable } from '../../weighing/answer-table.ts';
import type { Answer } from './read-answers.ts';

/** The answers about one prompt, oldest first. */
export interface AnsweredItem {
  readonly item: string;
  readonly answers: readonly Answer[];
}

export function itemsOf(answers: readonly Answer[]): AnsweredItem[] {
  const items = new Map<string, Answer[]>();
  for (const answer of answers) {
    const known = items.get(answer.item);
    if (known) known.push(answer);
    else items.set(answer.item, [answer]);
  }
  return [...items].map(([item, answers]) => ({ item, answers }));
}

export interface TabulatedAnswers {
  readonly table: AnswerTable;
  /** By their numbers in the table. */
  readonly classes: readonly string[];
}

/**
 * Answers about classes as numbers. `classes`: those that the model knows; what somebody names beyond them is a class, too.
 * `gold`: labels that are known for sure, by item.
 */
export function tabulate(items: readonly AnsweredItem[], classes: readonly string[], gold: ReadonlyMap<string, string>): TabulatedAnswers {
  const labels = new Numbers(classes);
  const annotators = new Numbers();
  const versions = new Numbers();
  const watched: number[] = [];
  const start = [0];
  const columns = { gold: [] as number[], guess: [] as number[], version: [] as number[], sureness: [] as number[], annotator: [] as number[], seen: [] as number[], said: [] as number[] };
  for (const { item, answers } of items) {
    const known = gold.get(item);
    const newest = answers.reduce((best, answer) => (answer.version >= best.version ? answer : best));
    columns.gold.push(known === undefined ? -1 : labels.of(known));
    columns.guess.push(labels.of(newest.guess));
    columns.version.push(versions.of(String(newest.version)));
    columns.sureness.push(newest.sureness);
    for (const { subject, isWatched, guess, said } of answers) {
      const annotator = subject === null ? -1 : annotators.of(`${isWatched ? 'watched' : 'asked'} ${subject}`);
      if (annotator >= 0) watched[annotator] = isWatched ? 1 : 0;
      columns.annotator.push(annotator);
      columns.seen.push(labels.of(guess));
      columns.said.push(said === null ? -1 : labels.of(said));
    }
    start.push(columns.said.length);
  }
  const table = {
    // One class would leave nothing to be wrong about.
    classCount: Math.max(2, labels.names.length), versionCount: versions.names.length, start: Int32Array.from(start),
    gold: Int32Array.from(columns.gold), guess: Int32Array.from(columns.guess), version: Int32Array.from(columns.version), sureness: Float64Array.from(columns.sureness),
    annotator: Int32Array.from(columns.annotator), seen: Int32Array.from(columns.seen), said: Int32Array.from(columns.said), watched: Uint8Array.from(watched),
  };
  return { table, classes: labels.names };
}

/** Numbers names in the order in which they come. */
class Numbers {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(names: readonly string[] = []) {
    for (const name of names) this.of(name);
  }

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
