/**
 * When a column is said to have drifted.
 *
 * - falseAlarms: where nothing changed, versions of which any column is named all the same; each test's p-value is adjusted for how many
 *   there are (Holm 1979). It holds for samples that were drawn independently of each other; measured: see docs/quality.md.
 * - leastShift: share of samples that lie elsewhere; with many samples far smaller shifts are certain, and mean nothing.
 * - leastSamples: on either side; below, a shift that matters cannot be told from chance.
 * - mostSamples: on either side; beyond, one in so many is looked at. Of texts, whose words are counted, mostTexts.
 */
export const drift = { falseAlarms: 0.01, leastShift: 0.02, leastSamples: 100, mostSamples: 100_000, mostTexts: 20_000 } as const;

/** By the population stability index, as it is read since scorecards: below 0.1 little, from 0.1 on some, which somebody should look at. Drift is seldom a fault, so it never rejects. */
export const driftSeverity = { INFO: 0, WARNING: 0.1, ERROR: Infinity } as const;
