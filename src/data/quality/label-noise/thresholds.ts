/** Parts of the data, each predicted by a model that learned from the others. */
export const FOLDS = 5;
/** Places that hashed words are put to. */
export const BUCKETS = 2 ** 17;
/** Of a text, words and pairs of words that are looked at. */
export const MOST_TOKENS = 1000;
/** Random features beside those of tables and images: more bend more, and cost by their square. */
export const RECTIFIED = 256;

/**
 * When label noise is looked for, and when the model may say.
 *
 * - mostSamples: beyond, one in so many is looked at, so that memory is bounded and ten million rows take no longer. Of images, whose
 *   features take 1.8 kB each, 180 MB.
 * - mostLearned: of tables and images, that the model learns from; all that are looked at are predicted. Learning is dearer by features ÷ 2.
 * - mostTokens: of texts, looked at in all; 4 bytes each.
 * - leastSamples: below, the fit of steepness and noise is one to a handful.
 * - leastOfClass: labelled so; of a rarer class the model knows too little to say that a sample is none of it.
 * - mostClasses: weights for 131,072 words × classes fit into 200 MB up to here.
 * - leastSuspects: fewer are no evidence.
 * - mostSuspects: of the samples looked at; more say that the model has learned something else than the labels, such as the opposite of a rule that goes on and off.
 * - expectedPrecision: of what is flagged in texts, by the fit. It promises some points more than planted labels show: see docs/quality.md.
 */
export const labelNoise = { mostSamples: 100_000, mostLearned: 20_000, mostTokens: 2 ** 25, leastSamples: 1000, leastOfClass: 20, mostClasses: 200, leastSuspects: 5, mostSuspects: 0.3, expectedPrecision: 0.94 } as const;

/**
 * When a plateau of contradictions is taken for noise, in tables and images.
 *
 * - skill: of the samples that always saying the largest class gets wrong, how many the model must get right beyond it (1: all), what is
 *   noise left out. Measured: credit default 0.2, cats and dogs 0.4; fraud 0.8, digits 0.98.
 * - gain: of those samples, how many the model must get right, noise and all. Of labels that have nothing to do with the images half are
 *   contradicted everywhere, which is flat, too: without this bound, 16,179 of 65,535 such labels were flagged.
 * - flatness: among the tenth of samples that the model is surest of, it contradicts a share of labels; among the next two tenths it
 *   must be no more than this much greater (as first ÷ next). With 2 % planted 0.8 to 1.
 * - leastNoise: of the labels, by that share. Rare samples that look like the other class (fraud that looks like none: 0.2 % of all)
 *   make a plateau as well.
 * - leastContradicted: on which that share is counted.
 * - expectedPrecision: of what is flagged, by that share and by how much more the model contradicts where it is less sure.
 */
export const plateau = { skill: 0.7, gain: 0.1, flatness: 0.6, leastNoise: 0.005, leastContradicted: 10, expectedPrecision: 0.8 } as const;

/** Of labels looked at. Up to a few per cent is usual (Northcutt et al. 2021 found 3.4 % in ten well-known test sets), and a model learns in spite of it. */
export const labelNoiseSeverity = { INFO: 0, WARNING: 0.01, ERROR: Infinity } as const;
