import type { Dataset, SplitName } from 'flywheel/plugin';

/** Samples per read. */
const READ = 8192;

/** Items by number, from 1; 0 is padding, and stands for items that the training split does not have. */
export class ItemNumbers {
  readonly #numbers = new Map<string, number>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  get names(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  get count(): number {
    return this.#numbers.size;
  }

  add(name: string): number {
    const number = this.#numbers.get(name) ?? this.#numbers.size + 1;
    this.#numbers.set(name, number);
    return number;
  }

  of(name: string): number {
    return this.#numbers.get(name) ?? 0;
  }
}

/** Item numbers of each user, oldest first, as the training split stores them: by time, and by the file where times are equal. */
export type Histories = ReadonlyMap<string, readonly number[]>;

/**
 * Reads the training split once.
 *
 * @param numberOf  the number of an item's name
 */
export async function readHistories(data: Dataset<'INTERACTION'>, numberOf: (name: string) => number): Promise<Histories> {
  const histories = new Map<string, number[]>();
  for await (const batch of data.batches({ split: 'TRAIN', size: READ })) {
    batch.users.forEach((user, k) => {
      const item = numberOf(batch.items[k] ?? '');
      const history = histories.get(user);
      if (history) history.push(item);
      else histories.set(user, [item]);
    });
  }
  return histories;
}

/** What a user chose next. */
export interface NextItem {
  /** Items that the model knows; none where it knows none of what the user chose before. */
  readonly history: readonly number[];
  /** 0: an item that the training split does not have. */
  readonly item: number;
  /** Place of the interaction in its split, from 0. */
  readonly position: number;
}

/**
 * The held-out interactions of a split with what came before them. Before the test's comes the validation's, too. Users of
 * whom nothing comes before are left out: that depends on the data alone, so all models are measured on the same ones.
 *
 * @param histories  of the training split, by the numbers of `items`
 */
export async function readNextItems(data: Dataset<'INTERACTION'>, split: Exclude<SplitName, 'TRAIN'>, items: ItemNumbers, histories: Histories): Promise<NextItem[]> {
  const earlier = new Map<string, number[]>();
  if (split === 'TEST') for await (const { user, item } of interactions(data, 'VALIDATION', items)) earlier.set(user, [...(earlier.get(user) ?? []), item]);
  const next: NextItem[] = [];
  for await (const { user, item, position } of interactions(data, split, items)) {
    const before = [...(histories.get(user) ?? []), ...(earlier.get(user) ?? [])];
    if (before.length > 0) next.push({ history: before.filter((number) => number > 0), item, position });
  }
  return next;
}

async function* interactions(data: Dataset<'INTERACTION'>, split: SplitName, items: ItemNumbers): AsyncGenerator<{ user: string; item: number; position: number }> {
  let position = 0;
  for await (const { users, items: names } of data.batches({ split, size: READ })) {
    for (const [k, user] of users.entries()) yield { user, item: items.of(names[k] ?? ''), position: position++ };
  }
}
