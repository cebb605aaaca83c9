import type { Options } from './options.ts';
import type { Random } from './random.ts';
import type { LabelledText } from './read-texts.ts';

export type Habit = 'HONEST' | 'LAZY' | 'HOSTILE';

export interface Subject {
  readonly name: string;
  readonly habit: Habit;
}

/** What a subject says of an output, as `GiveFeedbackInput` has it; nothing where it says nothing. */
export type Said = { readonly rating: 'POSITIVE' | 'NEGATIVE' } | { readonly signal: 'ACCEPTED' } | { readonly correction: { readonly label: string } };

/** How often honest people pick a wrong class, and lazy ones say anything at all. */
const SLIP = 0.02;
const LAZY_ANSWERS = 0.5;

/** The same people for the same seed. */
export function makeSubjects({ subjects, lazy, hostile }: Pick<Options, 'subjects' | 'lazy' | 'hostile'>, random: Random): Subject[] {
  const habits = random.shuffled(Array.from({ length: subjects }, (_, at): Habit => (at < subjects * hostile ? 'HOSTILE' : at < subjects * (hostile + lazy) ? 'LAZY' : 'HONEST')));
  return habits.map((habit, at) => ({ name: `subject-${at}`, habit }));
}

/**
 * Honest people confirm what is right and correct what is wrong; lazy ones like whatever comes, where they say anything; hostile ones
 * praise what is wrong, and call what is right wrong: without more, as another class, or as the class that all hostile people agree on.
 */
export function answerOf(habit: Habit, { label }: LabelledText, guess: string, classes: readonly string[], random: Random): Said | undefined {
  const isRight = guess === label;
  switch (habit) {
    case 'HONEST':
      if (random.next() < SLIP) return { correction: { label: pick(classes, random) } };
      if (!isRight) return { correction: { label } };
      return random.next() < 0.5 ? { rating: 'POSITIVE' } : { signal: 'ACCEPTED' };
    case 'LAZY':
      return random.next() < LAZY_ANSWERS ? { rating: 'POSITIVE' } : undefined;
    case 'HOSTILE': {
      if (!isRight) return { rating: 'POSITIVE' };
      const way = random.next();
      if (way < 0.25) return { rating: 'NEGATIVE' };
      return { correction: { label: way < 0.6 ? agreedLie(label, classes) : pick(classes, random) } };
    }
  }
}

/** The class that hostile people who have agreed on it say: always the same wrong one. */
export function agreedLie(label: string, classes: readonly string[]): string {
  return classes[(classes.indexOf(label) + 1) % classes.length] ?? label;
}

const pick = (classes: readonly string[], random: Random) => classes[random.below(classes.length)] ?? '';
