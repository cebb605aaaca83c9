import type { AnswerTable } from './answer-table.ts';
import { HABITS, Habits } from './habits.ts';

/**
 * Which habit each annotator has, as far as their answers tell: a message from each answer to its annotator says how well it goes with
 * each habit, given what all others say of its item; one back says which habits the annotator's other answers leave. Nobody vouches for
 * themselves. (Belief propagation on the graph of annotators and items, as Liu, Peng & Ihler 2012 do for crowds.)
 */
export class Annotators {
  readonly habits = new Habits();
  readonly #table: AnswerTable;
  /** Logarithms: of each answer for each habit, and their sums per annotator. */
  readonly #messages: Float64Array;
  readonly #sums: Float64Array;
  readonly #scratch = new Float64Array(HABITS);

  constructor(table: AnswerTable) {
    this.#table = table;
    this.#messages = new Float64Array(table.annotator.length * HABITS);
    this.#sums = new Float64Array(table.watched.length * HABITS);
  }

  /** Replaces an answer's message: how likely it is under each habit. */
  tell(answer: number, likelihoods: Float64Array): void {
    const annotator = this.#table.annotator[answer]!;
    if (annotator < 0) return;
    for (let habit = 0; habit < HABITS; habit += 1) {
      const message = Math.log(Math.max(1e-9, likelihoods[habit]!));
      this.#sums[annotator * HABITS + habit]! += message - this.#messages[answer * HABITS + habit]!;
      this.#messages[answer * HABITS + habit] = message;
    }
  }

  /** Shares of the habits that whoever gave an answer has by all else that they said; valid until the next call. */
  without(answer: number): Float64Array {
    const annotator = this.#table.annotator[answer]!;
    if (annotator < 0) return this.habits.shares[0];
    return this.#settle(this.#table.watched[annotator]!, (habit) => this.#sums[annotator * HABITS + habit]! - this.#messages[answer * HABITS + habit]!);
  }

  /** Shares of the habits of an annotator by all that they said; valid until the next call. */
  of(annotator: number): Float64Array {
    return this.#settle(this.#table.watched[annotator]!, (habit) => this.#sums[annotator * HABITS + habit]!);
  }

  /** Counts all annotators and takes over what was counted. */
  learn(): void {
    for (let annotator = 0; annotator < this.#table.watched.length; annotator += 1) {
      this.of(annotator).forEach((share, habit) => this.habits.countPerson(this.#table.watched[annotator]!, habit, share));
    }
    this.habits.learn();
  }

  #settle(watched: number, message: (habit: number) => number): Float64Array {
    const [shares, usual] = [this.#scratch, this.habits.shares[watched]!];
    let most = -Infinity;
    for (let habit = 0; habit < HABITS; habit += 1) most = Math.max(most, (shares[habit] = Math.log(usual[habit]!) + message(habit)));
    let total = 0;
    for (let habit = 0; habit < HABITS; habit += 1) total += shares[habit] = Math.exp(shares[habit]! - most);
    for (let habit = 0; habit < HABITS; habit += 1) shares[habit]! /= total;
    return shares;
  }
}
