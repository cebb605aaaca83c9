import type { AnswerTable } from '../../src/weighing/answer-table.ts';

/** How somebody answers. `drawn`: uniform in [0, 1), as often as it is called. */
export type Habit = (question: { readonly truth: number; readonly guess: number; readonly classCount: number; readonly drawn: () => number }) => number | 'SILENT';

const other = (not: number, classCount: number, drawn: () => number) => (not + 1 + Math.floor(drawn() * (classCount - 1))) % classCount;

/** Knows what is right nearly always. */
export const honest = (skill: number): Habit => ({ truth, guess, classCount, drawn }) => {
  if (drawn() < skill) return truth;
  // Whoever does not know mostly leaves the guess as it is.
  return drawn() < 0.7 ? guess : other(truth, classCount, drawn);
};
/** Confirms whatever is shown. */
export const lazy: Habit = ({ guess }) => guess;
/** Says something wrong wherever it can. */
export const hostile: Habit = ({ truth, classCount, drawn }) => other(truth, classCount, drawn);
/** Agreed beforehand: all say the class after the right one. */
export const colluding: Habit = ({ truth, classCount }) => (truth + 1) % classCount;
/** Honest but for one class, which they all call another. */
export const oneLie = (from: number, to: number): Habit => (question) => (question.truth === from ? to : honest(0.95)(question));
/** Clicks at random. */
export const random: Habit = ({ classCount, drawn }) => Math.floor(drawn() * classCount);

export interface CrowdOptions {
  readonly seed: number;
  readonly classCount: number;
  readonly items: number;
  readonly answers: number;
  /** Share of subjects with each habit; sums to 1. */
  readonly habits: readonly (readonly [share: number, habit: Habit])[];
  readonly subjects: number;
  /** Probability that the guess is right, by true class. */
  readonly accuracy: (truth: number) => number;
  /** Share of items whose truth is known. */
  readonly gold?: number;
  /** How much of its errors the model's sureness leaves untold, 0 to 1. */
  readonly blur?: number;
  /** Answers of the busiest subjects; 0: all alike. */
  readonly skew?: number;
}

export interface Crowd {
  readonly table: AnswerTable;
  readonly truth: Int32Array;
  /** Habit of each subject, by its place in `habits`. */
  readonly habitOf: Int32Array;
}

/** A seeded crowd that answers questions about what a model guessed. */
export function crowd({ seed, classCount, items, answers, habits, subjects, accuracy, gold = 0, skew = 0, blur = 1 }: CrowdOptions): Crowd {
  const drawn = mulberry(seed);
  const bounds = habits.map((_, index) => habits.slice(0, index + 1).reduce((sum, [share]) => sum + share, 0));
  const habitOf = Int32Array.from({ length: subjects }, (_, subject) => bounds.findIndex((bound) => (subject + 0.5) / subjects <= bound));
  // A model errs towards some classes, as real ones do.
  const favourites = Array.from({ length: classCount }, () => Math.floor(drawn() * classCount));
  const truth = Int32Array.from({ length: items }, () => Math.floor(drawn() * classCount));
  const guess = truth.map((label) => (drawn() < accuracy(label) ? label : drawn() < 0.5 && favourites[label] !== label ? (favourites[label] ?? 0) : other(label, classCount, drawn)));
  const said: { item: number; annotator: number; said: number }[] = [];
  // Shuffled, so that habits and business are independent.
  const order = Array.from({ length: subjects }, (_, subject) => ({ subject, key: drawn() })).sort((a, b) => a.key - b.key).map(({ subject }) => subject);
  while (said.length < answers) {
    const item = Math.floor(drawn() * items);
    const annotator = order[Math.floor(drawn() ** (1 + skew) * subjects)] ?? 0;
    const habit = habits[habitOf[annotator] ?? 0]?.[1] ?? lazy;
    const answer = habit({ truth: truth[item] ?? 0, guess: guess[item] ?? 0, classCount, drawn });
    if (answer !== 'SILENT') said.push({ item, annotator, said: answer });
  }
  said.sort((a, b) => a.item - b.item);
  const start = new Int32Array(items + 1);
  for (const { item } of said) start[item + 1]! += 1;
  for (let item = 0; item < items; item += 1) start[item + 1]! += start[item]!;
  const table: AnswerTable = {
    classCount, guess, start, version: new Int32Array(items), versionCount: 1,
    sureness: Float64Array.from(guess, (label, item) => {
      // Right guesses are mostly sure ones; wrong ones are of any sureness, often great.
      const one = drawn();
      return label === truth[item] ? 1 - 0.6 * one ** 2 * blur : 0.3 + 0.7 * one ** (1 / (1 + blur));
    }),
    gold: truth.map((label) => (drawn() < gold ? label : -1)),
    annotator: Int32Array.from(said, ({ annotator }) => annotator),
    seen: Int32Array.from(said, ({ item }) => guess[item] ?? 0),
    said: Int32Array.from(said, (one) => one.said),
    watched: new Uint8Array(subjects),
  };
  return { table, truth, habitOf };
}

/** Mulberry32. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
