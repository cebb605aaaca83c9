import type { Answer } from '../../src/domain/consensus/read-answers.ts';
import { Random } from '../../examples/simulated-users/random.ts';
import { answerOf, makeSubjects } from '../../examples/simulated-users/subjects.ts';
import type { Crowd } from './crowds.ts';

const READERS = 5;
/** Of the model's guesses: a model that begins with a third of the classes nearly missing, and learns. */
const ACCURACIES = [0.45, 0.6, 0.7, 0.8];
/** How far apart classes are that are taken for one another, by the model and by people. */
const LIKE = [4, 10, 21];

export interface Answers {
  readonly classes: readonly string[];
  readonly answers: readonly Answer[];
  /** Right class by prompt. */
  readonly truth: ReadonlyMap<string, string>;
}

/** What a crowd says of a model's guesses. A model is often sure of what is wrong. The same for the same seed. */
export function answersOf({ people, prompts, classes: count, lazy, hostile, mistaken }: Crowd, seed: number): Answers {
  const random = new Random(seed);
  const classes = Array.from({ length: count }, (_, at) => `class ${at}`);
  const subjects = makeSubjects({ subjects: people, lazy, hostile }, random);
  const truth = new Map<string, string>();
  const answers: Answer[] = [];
  for (let prompt = 0; prompt < prompts; prompt += 1) {
    const own = random.below(count);
    const label = classes[own] ?? '';
    const like = (): string => classes[(own + (LIKE[random.below(LIKE.length)] ?? 1)) % count] ?? '';
    const version = Math.floor((prompt / prompts) * ACCURACIES.length);
    const isRight = random.next() < (ACCURACIES[version] ?? 1);
    const guess = isRight ? label : like();
    const sureness = isRight ? 0.35 + 0.64 * Math.max(random.next(), random.next()) : 0.15 + 0.7 * Math.min(random.next(), random.next());
    const item = `prompt ${prompt}`;
    truth.set(item, label);
    for (const { name, habit } of drawn(subjects, random)) {
      const seen = habit === 'HONEST' && random.next() < mistaken ? like() : label;
      const said = answerOf(habit, { text: item, label: seen }, guess, classes, random);
      if (!said) continue;
      const says = 'correction' in said ? said.correction.label : 'rating' in said && said.rating === 'NEGATIVE' ? null : guess;
      answers.push({ item, kind: 'CLASS', feedbackId: `${item} ${name}`, generationId: item, output: 0, subject: name, version, guess, sureness, said: says, isWatched: 'signal' in said });
    }
  }
  return { classes, answers, truth };
}

function drawn<T>(all: readonly T[], random: Random): T[] {
  const some = new Set<T>();
  while (some.size < READERS) {
    const one = all[random.below(all.length)];
    if (one !== undefined) some.add(one);
  }
  return [...some];
}
