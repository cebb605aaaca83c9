/** The part of a training split that a run learns from; validation and test stay whole. */
export interface TrainingSubset {
  /** Of each class, and of the samples without one: more than 0, at most 1. With one seed a smaller share lies within a larger one. */
  readonly share: number;
  /** Decides which samples belong to a share. */
  readonly seed: number;
  /** Samples of this source are left out: the name of their file. Null: none are. */
  readonly withoutSource: string | null;
}

/** How many samples of the training split come from one source. */
export interface TrainSource {
  /** Of the file; `records` for all that applications appended. */
  readonly name: string;
  /** In the order of the dataset version's classes. */
  readonly classes: readonly number[];
  /** Samples without a class. */
  readonly unlabelled: number;
}

/** Samples of a group that belong to a share of it: one at least, so that no class goes missing. */
export const sharedCount = (count: number, share: number): number => (count === 0 ? 0 : Math.max(1, Math.round(count * share)));

/** All samples of a source. */
export const sourceCount = ({ classes, unlabelled }: TrainSource): number => classes.reduce((sum, count) => sum + count, unlabelled);

/** What a subset has of each class, and without one. */
export function subsetCounts(sources: readonly TrainSource[], { share, withoutSource }: TrainingSubset): Pick<TrainSource, 'classes' | 'unlabelled'> {
  const kept = sources.filter(({ name }) => name !== withoutSource);
  const classes = (sources[0]?.classes ?? []).map((_, index) => kept.reduce((sum, source) => sum + (source.classes[index] ?? 0), 0));
  const unlabelled = kept.reduce((sum, source) => sum + source.unlabelled, 0);
  return { classes: classes.map((count) => sharedCount(count, share)), unlabelled: sharedCount(unlabelled, share) };
}
