import type { AnswerTable } from './answer-table.ts';
import { Confusions } from './confusions.ts';

/** What is taken for granted of a model version: it is right in so many of so many guesses. */
const BELIEVED_RIGHT = 0.7;
const BELIEF_ITEMS = 10;
/** For how many items a version counts for one of its classes. */
const VERSION_ITEMS = 4;
const BINS = 10;
/** For how many items it counts that a model is as sure as it is right. */
const CALIBRATED_ITEMS = 10;

/**
 * How model versions guess: each is one annotator with a confusion matrix of its own, as in Dawid & Skene (1979). How sure a version was
 * tells right guesses from wrong ones, as it turns out to.
 */
export class Guessers {
  readonly #table: AnswerTable;
  readonly #confusions: readonly Confusions[];
  /** Right guesses and all, per version; then per version and true class; then right and wrong ones per version and bin of sureness. */
  readonly #right: Float64Array;
  readonly #all: Float64Array;
  readonly #classRight: Float64Array;
  readonly #classAll: Float64Array;
  readonly #bins: readonly [Float64Array, Float64Array];
  readonly #calibrated: readonly [Float64Array, Float64Array];

  constructor(table: AnswerTable) {
    const { classCount, versionCount, guess } = table;
    this.#table = table;
    const named = new Float64Array(classCount).fill(1);
    for (const label of guess) if (label >= 0) named[label]! += 1;
    const total = named.reduce((sum, count) => sum + count, 0);
    this.#confusions = Array.from({ length: versionCount }, () => new Confusions(classCount, named.map((count) => count / total)));
    this.#right = new Float64Array(versionCount);
    this.#all = new Float64Array(versionCount);
    this.#classRight = new Float64Array(versionCount * classCount);
    this.#classAll = new Float64Array(versionCount * classCount);
    this.#bins = [new Float64Array(versionCount * BINS), new Float64Array(versionCount * BINS)];
    this.#calibrated = calibrated(table);
  }

  /** Replaces what was known by what `count` counts. */
  learn(count: () => void): void {
    for (const counts of [this.#right, this.#all, this.#classRight, this.#classAll, ...this.#bins]) counts.fill(0);
    count();
    for (const confusions of this.#confusions) confusions.learn();
  }

  /** Counts the guess on an item if the truth is a class, `share` times; within `learn`. */
  count(item: number, truth: number, share: number): void {
    const { version, guess, classCount, sureness } = this.#table;
    const [by, guessed] = [version[item]!, guess[item]!];
    const isRight = guessed === truth;
    this.#all[by]! += share;
    if (isRight) this.#right[by]! += share;
    this.#bins[isRight ? 0 : 1][by * BINS + binOf(sureness[item]!)]! += share;
    if (truth < 0) return;
    this.#classAll[by * classCount + truth]! += share;
    if (isRight) this.#classRight[by * classCount + truth]! += share;
    else this.#confusions[by]!.count(truth, guessed, share);
  }

  /** How likely the guess on an item is if the truth is a class (-1: one that nobody named); `own`: the share that it has now, which counts for itself no more. */
  likelihood(item: number, truth: number, own: number): number {
    const { version, guess, classCount } = this.#table;
    const [by, guessed] = [version[item]!, guess[item]!];
    const usual = this.accuracy(by);
    const sure = this.#sure(item, guessed === truth, own);
    if (truth < 0) return (1 - usual) * this.#confusions[by]!.likelihood(-1, guessed, 0) * sure;
    const at = by * classCount + truth;
    const isRight = guessed === truth;
    const right = (VERSION_ITEMS * usual + this.#classRight[at]! - (isRight ? own : 0)) / (VERSION_ITEMS + this.#classAll[at]! - own);
    return (isRight ? right : (1 - right) * this.#confusions[by]!.likelihood(truth, guessed, own)) * sure;
  }

  /** Share of a version's guesses that are right. */
  accuracy(version: number): number {
    return (BELIEF_ITEMS * BELIEVED_RIGHT + this.#right[version]!) / (BELIEF_ITEMS + this.#all[version]!);
  }

  /** How often right, or wrong, guesses are as sure as this one. */
  #sure(item: number, isRight: boolean, own: number): number {
    const by = this.#table.version[item]!;
    const bin = binOf(this.#table.sureness[item]!);
    const side = isRight ? 0 : 1;
    const all = isRight ? this.#right[by]! : this.#all[by]! - this.#right[by]!;
    return (CALIBRATED_ITEMS * this.#calibrated[side][by * BINS + bin]! + Math.max(0, this.#bins[side][by * BINS + bin]! - own)) / (CALIBRATED_ITEMS + Math.max(0, all - own));
  }
}

const binOf = (sureness: number): number => Math.min(BINS - 1, Math.max(0, Math.floor(sureness * BINS)));

/** How often right, and wrong, guesses of each version would be in each bin, if it were right as often as it is sure. */
function calibrated({ versionCount, version, sureness }: AnswerTable): readonly [Float64Array, Float64Array] {
  const sides = [new Float64Array(versionCount * BINS), new Float64Array(versionCount * BINS)] as const;
  for (let item = 0; item < version.length; item += 1) {
    const by = version[item]!;
    if (by < 0) continue;
    const bin = by * BINS + binOf(sureness[item]!);
    sides[0][bin]! += sureness[item]!;
    sides[1][bin]! += 1 - sureness[item]!;
  }
  for (const side of sides) {
    for (let by = 0; by < versionCount; by += 1) {
      const own = side.subarray(by * BINS, (by + 1) * BINS);
      const total = own.reduce((sum, count) => sum + count, 0) + 1;
      own.forEach((count, bin) => (own[bin] = (count + 1 / BINS) / total));
    }
  }
  return sides;
}
