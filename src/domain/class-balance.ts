/** How the classes of the training split are balanced. Validation and test are never resampled. */
export const classBalances = ['NONE', 'OVERSAMPLE', 'UNDERSAMPLE', 'CLASS_WEIGHTS', 'GENERATED'] as const;
export type ClassBalance = (typeof classBalances)[number];

/** A class of the training split. */
export interface BalancedClass {
  readonly label: string;
  /** Samples in the dataset version's training split. */
  readonly before: number;
  /** Samples that an epoch goes through, drawn ones included. */
  readonly after: number;
  /** Of `after`, those that a model drew. */
  readonly generated: number;
  /** What each of its samples counts in the loss; 1 but for CLASS_WEIGHTS. */
  readonly weight: number;
}

/**
 * Samples of each class in an epoch. OVERSAMPLE and GENERATED: as many of each as the largest class has. UNDERSAMPLE: as
 * the smallest has. A class without samples stays without: there is nothing to repeat, and nothing that a model learned.
 *
 * @param counts  samples of each class in the training split
 */
export function balancedCounts(balance: ClassBalance, counts: readonly number[]): number[] {
  const present = counts.filter((count) => count > 0);
  switch (balance) {
    case 'NONE':
    case 'CLASS_WEIGHTS':
      return [...counts];
    case 'OVERSAMPLE':
    case 'GENERATED':
      return counts.map((count) => (count === 0 ? 0 : Math.max(...present)));
    case 'UNDERSAMPLE':
      return counts.map((count) => (count === 0 ? 0 : Math.min(...present)));
  }
}

/**
 * What each sample of a class counts: inversely to the class's frequency, with mean 1 over all labelled samples. A sample
 * without a label counts 1.
 */
export function classWeights(counts: readonly number[]): number[] {
  const present = counts.filter((count) => count > 0);
  const all = present.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 0 : all / (present.length * count)));
}

/** What becomes of each class. */
export function balanceClasses(balance: ClassBalance, classes: readonly string[], counts: readonly number[]): BalancedClass[] {
  const after = balancedCounts(balance, counts);
  const weights = balance === 'CLASS_WEIGHTS' ? classWeights(counts) : undefined;
  return classes.map((label, index) => {
    const before = counts[index] ?? 0;
    const count = after[index] ?? 0;
    return { label, before, after: count, generated: balance === 'GENERATED' ? count - before : 0, weight: weights?.[index] ?? 1 };
  });
}
