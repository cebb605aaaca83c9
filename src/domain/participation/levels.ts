import { Fault, Faults } from '../fault.ts';
import { lineInput } from '../text-input.ts';

/** What somebody reaches who has so many samples accepted. */
export interface ContributorLevel {
  readonly name: string;
  readonly minimumAccepted: number;
}

export const defaultLevels: readonly ContributorLevel[] = [
  { name: 'Newcomer', minimumAccepted: 0 }, { name: 'Helper', minimumAccepted: 1 }, { name: 'Teacher', minimumAccepted: 10 }, { name: 'Expert', minimumAccepted: 50 }, { name: 'Master', minimumAccepted: 250 },
];

const MOST = 20;

export const levelsOf = (stored: readonly ContributorLevel[] | null | undefined): readonly ContributorLevel[] => stored ?? defaultLevels;

/** The highest that is reached; the lowest begins at 0. */
export const levelAt = (levels: readonly ContributorLevel[], accepted: number): ContributorLevel => levels.findLast(({ minimumAccepted }) => minimumAccepted <= accepted) ?? { name: '', minimumAccepted: 0 };
export const levelAfter = (levels: readonly ContributorLevel[], accepted: number): ContributorLevel | null => levels.find(({ minimumAccepted }) => minimumAccepted > accepted) ?? null;

/** Levels as somebody gives them: lowest first, the lowest at 0. @throws Faults */
export function levelsInput(levels: readonly ContributorLevel[]): ContributorLevel[] {
  if (levels.length < 1 || levels.length > MOST) throw new Fault('INVALID_INPUT', `levels must be 1 to ${MOST}, not ${levels.length}.`, ['levels']);
  const faults = levels.flatMap(({ minimumAccepted }, at) => {
    const before = levels[at - 1]?.minimumAccepted;
    const isRight = Number.isSafeInteger(minimumAccepted) && (before === undefined ? minimumAccepted === 0 : minimumAccepted > before);
    return isRight ? [] : [new Fault('INVALID_INPUT', before === undefined ? 'The first level must begin at 0.' : `minimumAccepted must be above ${before}, that of the level before.`, ['levels', String(at), 'minimumAccepted'])];
  });
  if (faults.length > 0) throw new Faults(faults);
  return levels.map(({ name, minimumAccepted }, at) => {
    try {
      return { name: lineInput(name, 'name', 60), minimumAccepted };
    } catch (error) {
      throw error instanceof Fault ? error.within('levels', String(at)) : error;
    }
  });
}
