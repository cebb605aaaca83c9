/** The ways in which people answer, as far as their answers tell. */
export const habitNames = ['CAREFUL', 'FAIR', 'TRUSTING', 'CONTRARY', 'RANDOM'] as const;
export type HabitName = (typeof habitNames)[number];
export const HABITS = habitNames.length;

/** What a habit does: shares of right and of wrong guesses that are confirmed, and of classes named instead of a wrong guess that are right. */
export interface Habit {
  readonly confirmsRight: number;
  readonly confirmsWrong: number;
  readonly namesRight: number;
}

const beliefs: Readonly<Record<HabitName, Habit>> = {
  CAREFUL: { confirmsRight: 0.97, confirmsWrong: 0.1, namesRight: 0.95 },
  FAIR: { confirmsRight: 0.9, confirmsWrong: 0.35, namesRight: 0.85 },
  TRUSTING: { confirmsRight: 0.985, confirmsWrong: 0.95, namesRight: 0.8 },
  CONTRARY: { confirmsRight: 0.15, confirmsWrong: 0.5, namesRight: 0.05 },
  RANDOM: { confirmsRight: 0.3, confirmsWrong: 0.3, namesRight: 0.1 },
};
/** For how many answers each of them counts: habits stay what their names say. */
const BELIEF_ANSWERS = 50;

/** How many of those who were asked, and of those who were only watched, have each habit before anything is known; and for how many people this counts. */
const usual = [[0.5, 0.25, 0.15, 0.05, 0.05], [0.15, 0.2, 0.6, 0.025, 0.025]] as const;
const USUAL_PEOPLE = 20;

const PARTS = 3;
const partOf = (isRight: boolean, confirmed: boolean): number => (confirmed ? (isRight ? 0 : 1) : 2);

/** How the habits answer and how common they are, learned from expected counts with Beta and Dirichlet priors. */
export class Habits {
  /** Per habit: yes and all of `confirmsRight`, `confirmsWrong`, `namesRight`. */
  readonly #counts = new Float64Array(HABITS * PARTS * 2);
  readonly #people = [new Float64Array(HABITS), new Float64Array(HABITS)] as const;
  /** Shares of the habits, of those asked and those watched. */
  readonly shares = [new Float64Array(HABITS), new Float64Array(HABITS)] as const;
  readonly #rates = new Float64Array(HABITS * PARTS);

  constructor() {
    this.reset();
    this.learn();
  }

  /** Forgets all counts, not what was learned of them. */
  reset(): void {
    habitNames.forEach((name, habit) => {
      const { confirmsRight, confirmsWrong, namesRight } = beliefs[name];
      [confirmsRight, confirmsWrong, namesRight].forEach((rate, part) => {
        this.#counts[(habit * PARTS + part) * 2] = BELIEF_ANSWERS * rate;
        this.#counts[(habit * PARTS + part) * 2 + 1] = BELIEF_ANSWERS;
      });
    });
    this.#people.forEach((people, watched) => people.forEach((_, habit) => (people[habit] = USUAL_PEOPLE * usual[watched]![habit]!)));
  }

  /** Counts a person with a habit, `share` times. */
  countPerson(watched: number, habit: number, share: number): void {
    this.#people[watched]![habit]! += share;
  }

  /** Counts an answer to a guess that is right or wrong; `named`: whether the class named is right, undefined where none is. */
  countAnswer(habit: number, guessIsRight: boolean, confirmed: boolean, named: boolean | undefined, share: number): void {
    const confirms = (habit * PARTS + partOf(guessIsRight, true)) * 2;
    if (confirmed) this.#counts[confirms]! += share;
    this.#counts[confirms + 1]! += share;
    if (guessIsRight || named === undefined) return;
    const names = (habit * PARTS + 2) * 2;
    if (named) this.#counts[names]! += share;
    this.#counts[names + 1]! += share;
  }

  /** Takes over what was counted. */
  learn(): void {
    for (let rate = 0; rate < this.#rates.length; rate += 1) this.#rates[rate] = this.#counts[rate * 2]! / this.#counts[rate * 2 + 1]!;
    this.#people.forEach((people, watched) => {
      const total = people.reduce((sum, count) => sum + count, 0);
      people.forEach((count, habit) => (this.shares[watched]![habit] = count / total));
    });
  }

  /** How likely a habit answers so; a rejection without a class says as much as one with any. */
  likelihood(habit: number, guessIsRight: boolean, confirmed: boolean, named: boolean | undefined): number {
    const at = habit * PARTS;
    const confirms = this.#rates[at + partOf(guessIsRight, true)]!;
    if (confirmed) return confirms;
    if (guessIsRight || named === undefined) return 1 - confirms;
    const right = this.#rates[at + 2]!;
    return (1 - confirms) * (named ? right : 1 - right);
  }

  rates(habit: number): Habit {
    const [confirmsRight = 0, confirmsWrong = 0, namesRight = 0] = this.#rates.subarray(habit * PARTS, (habit + 1) * PARTS);
    return { confirmsRight, confirmsWrong, namesRight };
  }
}
