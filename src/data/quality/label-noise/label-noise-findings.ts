import { z } from 'zod';
import { wholeNumber } from '../../samples/work-database.ts';
import { counted, plural } from '../../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from '../assessed-version.ts';
import { type CheckFinding, percent, severityOf } from '../finding.ts';
import { everyNth } from '../sampled.ts';
import { surest, type Suspect, suspectsOf } from './confident-learning.ts';
import { crossValidateDense } from './cross-validate-dense.ts';
import { crossValidateTokens } from './cross-validate-tokens.ts';
import type { LabelledSamples } from './features.ts';
import { labelledImages } from './labelled-images.ts';
import { labelledRows } from './labelled-rows.ts';
import { labelledTexts } from './labelled-texts.ts';
import { plateauOf } from './plateau.ts';
import { toProbabilities } from './probabilities.ts';
import { labelNoise, labelNoiseSeverity, MOST_TOKENS, RECTIFIED } from './thresholds.ts';

/**
 * LABEL_NOISE: samples whose label is probably wrong, by confident learning on out-of-fold probabilities of a small model. All splits are
 * looked at together; whatever is learned is thrown away. Silent where the model does not know enough to say. Cost grows with samples up
 * to a limit, from where on one in so many is looked at. @see thresholds.ts
 */
export async function labelNoiseFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { classes } } = version;
  if (classes.length < 2 || classes.length > labelNoise.mostClasses) return [];
  const { labelled, last } = await database.one('SELECT count(label) AS labelled, coalesce(max(sample_position) FILTER (label IS NOT NULL), 0) + 1 AS last FROM samples', z.object({ labelled: wholeNumber, last: wholeNumber }));
  if (labelled < labelNoise.leastSamples) return [];
  const every = everyNth(last, await mostSamples(version));
  const { count: looked } = await database.one(`SELECT count(*) AS count FROM samples WHERE label IS NOT NULL AND sample_position % ${every} = 0`, z.object({ count: wholeNumber }));
  if (looked < labelNoise.leastSamples) return [];
  const found = await findSuspects(version, looked, every);
  if (found === undefined || found.suspects.length < labelNoise.leastSuspects || found.suspects.length > labelNoise.mostSuspects * looked) return [];
  await keep(version, found);
  const count = await flag(version, 'LABEL_NOISE', `SELECT sample_position, NULL::BIGINT AS other, probability AS score, 'labelled ' || label || ', looks like ' || looks_like AS detail FROM suspects JOIN samples USING (sample_position)`);
  await database.run('DROP TABLE suspects');
  const share = count / looked;
  const severity = severityOf(share, labelNoiseSeverity);
  if (severity === undefined) return [];
  const sampled = every === 1 ? '' : ` Looked at: ${counted(looked)}, one in ${every}.`;
  const message = `${plural(count, 'label')} (${percent(share)}) are probably wrong: a model that learned from other samples is sure of another class. About ${percent(found.noise)} of all labels are, as far as the model can tell.${sampled}`;
  return [await flaggedFinding(version, { check: 'LABEL_NOISE', severity, count, share, ...(every > 1 && { lookedAt: looked }), message, suggestion: 'DROP_MISLABELED' })];
}

interface Found {
  readonly samples: LabelledSamples;
  readonly suspects: readonly Suspect[];
  /** Share of labels that are wrong, 0 to 1. */
  readonly noise: number;
}

async function mostSamples({ database, description, sampling }: AssessedVersion): Promise<number> {
  if (description.kind !== 'TEXT') return sampling.labelNoise;
  // A word of English and the space behind it take 6 characters; each word gives two tokens.
  const { tokens } = await database.one('SELECT coalesce(avg(least(length(text) / 3, ' + MOST_TOKENS + ')), 1) AS tokens FROM samples', z.object({ tokens: z.number() }));
  return Math.min(sampling.labelNoise, Math.ceil(labelNoise.mostTokens / Math.max(1, tokens)));
}

async function findSuspects(version: AssessedVersion, count: number, every: number): Promise<Found | undefined> {
  const { description, images, signal } = version;
  const classes = description.classes.length;
  if (description.kind === 'TEXT') {
    const samples = await labelledTexts(version, count, every);
    const scores = crossValidateTokens(samples, classes, signal);
    const noise = toProbabilities(scores, samples.labels, samples.count, classes);
    return { samples, suspects: surest(suspectsOf(samples, scores, classes, noise)), noise };
  }
  const samples = description.kind === 'TABULAR' ? await labelledRows(version, description, count, every) : images && (await labelledImages(version, images, count, every));
  if (samples === undefined) return undefined;
  const scores = crossValidateDense(samples, classes, RECTIFIED, signal);
  const fitted = toProbabilities(scores, samples.labels, samples.count, classes);
  const plateau = plateauOf(samples, scores, classes);
  return plateau && { samples, suspects: suspectsOf(samples, scores, classes, fitted).filter(({ sample }) => plateau.isSure(sample)), noise: plateau.noise };
}

/** As table `suspects`, to be joined. */
async function keep({ database, description: { classes } }: AssessedVersion, { samples, suspects }: Found): Promise<void> {
  await database.run('CREATE OR REPLACE TABLE suspects (sample_position BIGINT, probability DOUBLE, looks_like VARCHAR)');
  const appender = await database.append('suspects');
  for (const { sample, looksLike, probability } of suspects) {
    appender.appendBigInt(BigInt(samples.positions[sample] ?? 0));
    appender.appendDouble(probability);
    appender.appendVarchar(classes[looksLike] ?? '');
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}
