import type { Dataset } from 'flywheel/plugin';

type Split = 'TRAIN' | 'VALIDATION' | 'TEST';

export interface Interaction {
  readonly user: string;
  readonly item: string;
}

/** Each user's last interaction is the test's, the last but one the validation's. */
export function leaveOneOut(users: Readonly<Record<string, readonly string[]>>): Dataset<'INTERACTION'> {
  const rows = (from: number, to?: number): Interaction[] => Object.entries(users).flatMap(([user, items]) => items.slice(from, to).map((item) => ({ user, item })));
  const splits: Record<Split, Interaction[]> = { TRAIN: rows(0, -2), VALIDATION: rows(-2, -1), TEST: rows(-1) };
  return {
    kind: 'INTERACTION',
    classes: [],
    counts: { TRAIN: splits.TRAIN.length, VALIDATION: splits.VALIDATION.length, TEST: splits.TEST.length },
    users: Object.keys(users).length,
    items: new Set(Object.values(users).flat()).size,
    async *batches({ split, size, shuffle, from = 0 }) {
      if (shuffle !== undefined) throw new Error('Histories are read in their stored order.');
      for (let start = from * size; start < splits[split].length; start += size) {
        const part = splits[split].slice(start, start + size);
        const unknown = Float64Array.from(part, () => NaN);
        yield { count: part.length, users: part.map(({ user }) => user), items: part.map(({ item }) => item), values: unknown, times: unknown };
      }
    },
  };
}

/** Users who walk round a circle of items, from where they like and as far as they like: what follows is certain. */
export function circle({ users = 60, items = 40, longest = 20 } = {}): Dataset<'INTERACTION'> {
  return leaveOneOut(Object.fromEntries(Array.from({ length: users }, (_, user) => {
    const length = 6 + ((user * 7) % (longest - 5));
    return [`user ${user}`, Array.from({ length }, (_, k) => `item ${(user * 13 + k) % items}`)];
  })));
}
