import type { QualityFinding } from '../../domain/quality-report.ts';
import type { DatasetKind } from '../../plugin/index.ts';

/**
 * For images: when a finding is INFO, WARNING or ERROR (which rejects the version). A threshold is the lowest value that counts;
 * `Infinity` means never. Shares are of what the reason names.
 *
 * - corruptShare: of all images met. A few broken downloads are usual; over 1 % the source or the transfer is broken, and
 *   what is missing is seldom missing at random.
 * - duplicateShare: copies beyond the first, of all samples. Copies weigh some samples more but mislead no measure; from
 *   a fifth on the set is a fifth smaller than it claims.
 * - conflictShare: samples with equal pixels under different labels, of all labelled samples. Nobody can learn both;
 *   usual label noise is a few per cent, but exact conflicts are only its visible part.
 * - leakedShare.TEST: samples of TEST with a copy in TRAIN or VALIDATION, of TEST. At 0.1 % the leak moves an error rate of
 *   1 % by a tenth of its value, which is what models are compared by.
 * - leakedShare.VALIDATION: likewise of VALIDATION. It only chooses among models that TEST then measures, so some copies
 *   warn; at 5 % it no longer chooses.
 * - leakedLeast: one leaked sample is no ERROR in a small split where it is over 0.1 %: it moves any accuracy by less than
 *   that split's own standard error.
 * - imbalance: largest class of TRAIN to its smallest. Training can balance classes, so it never rejects.
 * - smallestClass: samples of a class in TRAIN; below it a class is known by a handful of examples.
 * - trainSamples: below it, networks of thousands of weights learn the samples by heart.
 * - measuredSamples: of VALIDATION or TEST. With 100 samples an accuracy of 90 % has a standard error of 3 points.
 */
export const thresholds = {
  corruptShare: { INFO: 0, WARNING: 0, ERROR: 0.01 },
  duplicateShare: { INFO: 0, WARNING: 0.01, ERROR: 0.2 },
  conflictShare: { INFO: 0, WARNING: 0, ERROR: 0.01 },
  leakedShare: { TEST: 0.001, VALIDATION: 0.05 },
  leakedLeast: 2,
  imbalance: { INFO: 2, WARNING: 10, ERROR: Infinity },
  smallestClass: { WARNING: 20 },
  trainSamples: { WARNING: 1000, ERROR: 50 },
  measuredSamples: { WARNING: 100 },
} as const;

/** The kinds that are assessed by their table. */
export type TableKind = Exclude<DatasetKind, 'IMAGE'>;

interface TableThresholds {
  readonly incompleteShare: Levels;
  readonly missingShare: Levels;
  readonly duplicateShare: Levels;
  readonly conflictShare: Levels;
  readonly leakedShare: { readonly TEST: number; readonly VALIDATION: number };
}
type Levels = Readonly<Record<QualityFinding['severity'], number>>;

const never = { INFO: Infinity, WARNING: Infinity, ERROR: Infinity };
const texts: TableThresholds = {
  incompleteShare: { INFO: 0, WARNING: 0.01, ERROR: 0.2 },
  missingShare: never,
  duplicateShare: { INFO: 0, WARNING: 0.01, ERROR: 0.2 },
  conflictShare: { INFO: 0, WARNING: 0, ERROR: 0.01 },
  leakedShare: { TEST: 0.01, VALIDATION: 0.05 },
};

/**
 * The same for the other kinds, where they are not as for images.
 *
 * - incompleteShare: rows that were left out because their text, user or item is missing, of all rows. From a fifth on a
 *   column is probably not what it was taken for.
 * - missingShare: values that are missing in the features, of all of them. Algorithms for tables take them; a table where
 *   nine tenths are missing says nothing.
 * - leakedShare.TEST of texts: people write the same words, and well-known sets repeat themselves (IMDB: 0.58 %). At 1 % an
 *   accuracy of 90 % is flattered by at most a tenth of a point, if every copy is right.
 * - of TABULAR: rows of a few coarse features are equal by nature, under one label and under several, in one split and in
 *   two. So copies warn early and reject late: where most of the table, or of what measures it, is copies.
 * - of INTERACTION: splits are made by time, so nothing leaks; only interactions of one time and value are copies.
 */
export const tableThresholds: Readonly<Record<TableKind, TableThresholds>> = {
  TEXT: texts,
  TEXT_PAIR: texts,
  TABULAR: {
    incompleteShare: never,
    missingShare: { INFO: 0, WARNING: 0.05, ERROR: 0.9 },
    duplicateShare: { INFO: 0, WARNING: 0.05, ERROR: 0.5 },
    conflictShare: { INFO: 0, WARNING: 0.01, ERROR: 0.3 },
    leakedShare: { TEST: 0.2, VALIDATION: 0.5 },
  },
  INTERACTION: {
    incompleteShare: texts.incompleteShare,
    missingShare: never,
    duplicateShare: texts.duplicateShare,
    conflictShare: never,
    leakedShare: { TEST: Infinity, VALIDATION: Infinity },
  },
};

/**
 * Characters of TRAIN of a continuous text: a model of a million weights learns less by heart. Its samples are paragraphs,
 * whose number says little.
 */
export const trainCharacters = { WARNING: 100_000, ERROR: 2000 } as const;

/** Of copies, for every kind. */
export const equalityThresholds: Readonly<Record<DatasetKind, Pick<TableThresholds, 'duplicateShare' | 'conflictShare' | 'leakedShare'>>> = { ...tableThresholds, IMAGE: thresholds };
