/**
 * When a finding is INFO, WARNING or ERROR (which rejects the version). A threshold is the lowest value that counts;
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
