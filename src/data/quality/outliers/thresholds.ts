/**
 * How far is too far.
 *
 * - falseAlarms: expected outliers of a column and side that has none, if its tail goes on as it began. Measured on normal, exponential,
 *   log-normal, Student (3) and uniform data of 1,000 to 100,000 values: see docs/datasets.md.
 * - tail: shares of values beyond the three places that the tail is measured at; the farthest stands below the share of outliers that
 *   a column may have.
 * - mostShare: of a column's values; what is more frequent is a part of the data, not outside it. Less than the last of `tail`.
 * - leastValues: below, no tail can be measured.
 * - mostSampled: rows that tails are measured on; beyond, one in so many.
 * - typical: what makes outliers a mark of a class rather than faults: at least so many of it, more than `share` of it, and `times` as large a share
 *   of it as of all labelled samples. Nearly half of the frauds among card payments have such values; on a set of them with other damage, a model's average precision was 0.88 with these rows and 0.80 without.
 * - frequent: a category that occurs at least so often; where these hold `frequentShare` of the rows, one that occurs once is
 *   a slip; elsewhere (names, numbers of things) it is the rule.
 */
export const outliers = {
  falseAlarms: 0.01,
  tail: [0.32, 0.107, 0.0357],
  mostShare: 0.03,
  leastValues: 200,
  mostSampled: 200_000,
  typical: { least: 5, share: 0.1, times: 3 },
  frequent: 10,
  frequentShare: 0.95,
} as const;

/** Of all samples. They are told, and never reject: the rarest values may be what the data is about. */
export const outlierSeverity = { INFO: 0, WARNING: 0.01, ERROR: Infinity } as const;
