/** Items that each item keeps. */
const NEIGHBOURS = 200;
/** Added to the denominator of the cosine, so that rare items are not alike by chance. */
const SHRINK = 10;
/** Items of a history that count, the last with weight 1, each one before with this share of it. */
const LAST = 10;
const DECAY = 0.8;

/** Pairs of items within users' histories, counted twice: about two seconds. */
export const MOST_PAIRS = 2e8;

/** Whether the neighbours are counted in a few seconds. */
export function isCheap(histories: readonly (readonly number[])[]): boolean {
  return histories.reduce((pairs, { length }) => pairs + length ** 2, 0) <= MOST_PAIRS;
}

export interface ItemKnn {
  /** Of the items 1, 2, …, for a user with this history, oldest first. */
  scores(history: readonly number[]): Float64Array;
}

/**
 * The nearest items (Deshpande & Karypis 2004), weighted by recency: an item's score is the sum of its similarities to
 * the last ten of the history. Similarity is the cosine of who chose both; each item keeps its 200 nearest. Nothing is trained.
 */
export function itemKnn(histories: readonly (readonly number[])[], items: number): ItemKnn {
  const sets = histories.map((history) => [...new Set(history)]);
  const usersOf: number[][] = Array.from({ length: items + 1 }, () => []);
  sets.forEach((set, user) => set.forEach((item) => usersOf[item]?.push(user)));

  // The candidates that have an item among their nearest, and how near it is.
  const near: { candidate: number; similarity: number }[][] = Array.from({ length: items + 1 }, () => []);
  const together = new Float64Array(items + 1);
  for (let candidate = 1; candidate <= items; candidate++) {
    const users = usersOf[candidate] ?? [];
    const others = new Set<number>();
    for (const user of users) {
      for (const other of sets[user] ?? []) {
        together[other] = (together[other] ?? 0) + 1;
        others.add(other);
      }
    }
    const nearest = [...others].filter((other) => other !== candidate).map((other) => ({
      other,
      similarity: (together[other] ?? 0) / (Math.sqrt(users.length * (usersOf[other]?.length ?? 0)) + SHRINK),
    }));
    nearest.sort((a, b) => b.similarity - a.similarity || a.other - b.other);
    for (const { other, similarity } of nearest.slice(0, NEIGHBOURS)) near[other]?.push({ candidate, similarity });
    for (const other of others) together[other] = 0;
  }

  return {
    scores(history) {
      const scores = new Float64Array(items);
      history.slice(-LAST).reverse().forEach((item, back) => {
        for (const { candidate, similarity } of near[item] ?? []) scores[candidate - 1] = (scores[candidate - 1] ?? 0) + DECAY ** back * similarity;
      });
      return scores;
    },
  };
}
