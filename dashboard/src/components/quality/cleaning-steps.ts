import type { CleaningStep, QualityFragment } from '../../gql/graphql';

/** What each step does, for people who choose. */
export const stepMeanings: Readonly<Record<CleaningStep, string>> = {
  DROP_MISSING: 'Samples with missing values or without a label go.',
  IMPUTE_MISSING: 'Missing numbers become the median of the training split, missing names its most frequent one.',
  DROP_DUPLICATES: 'Of equal samples of one split and label, the first stays.',
  DROP_NEAR_DUPLICATES: 'Of nearly equal samples, the first stays.',
  DROP_CONFLICTING_LABELS: 'Equal samples of different labels go, all of them.',
  DROP_MISLABELED: 'Samples whose label is probably wrong go.',
  DROP_LEAKED: 'Samples of validation and test that have a copy in an earlier split go.',
  DROP_OUTLIERS: 'Samples far from all others go.',
  DROP_CORRUPT: 'Damaged samples go; those that could not be read at all are accepted as missing.',
  DROP_RARE_CLASSES: 'Classes that the training split has too few samples of go.',
  REDACT_PERSONAL_DATA: 'Personal data is replaced by what it is, such as [e-mail].',
};

export interface StepChoice {
  readonly step: CleaningStep;
  /** Samples that it would take away or change. */
  readonly count: number;
  /** Of them, those of findings that suggest it; null where none does. */
  readonly suggested: number | null;
}

/** The steps that would do something, in the order in which they are taken. */
export function stepChoices({ cleaning }: Pick<QualityFragment, 'cleaning'>): StepChoice[] {
  const previews = new Map(cleaning.map((preview) => [preview.step, preview]));
  return Object.keys(stepMeanings).filter(isStep).flatMap((step) => previews.get(step) ?? []);
}

const isStep = (name: string): name is CleaningStep => name in stepMeanings;
