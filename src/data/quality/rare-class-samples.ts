import { literal } from '../samples/sql.ts';
import { type AssessedVersion, flag } from './assessed-version.ts';
import type { CountedSamples } from './finding.ts';
import { thresholds } from './thresholds.ts';

/** Flags the samples of classes that TRAIN lacks, as EMPTY_CLASSES, and of those it has too few of, as TOO_FEW_SAMPLES. */
export async function rareClassSamples(version: AssessedVersion, { classes, perClass }: CountedSamples): Promise<void> {
  const inTrain = classes.map((label, index) => ({ label, count: perClass.TRAIN[index] ?? 0 }));
  const flagLabels = async (check: 'EMPTY_CLASSES' | 'TOO_FEW_SAMPLES', labels: readonly string[]) => {
    if (labels.length === 0) return;
    await flag(version, check, `SELECT sample_position, NULL::BIGINT AS other, NULL::DOUBLE AS score, 'class ' || label AS detail FROM samples WHERE label IN (${labels.map(literal).join(', ')})`);
  };
  await flagLabels('EMPTY_CLASSES', inTrain.filter(({ count }) => count === 0).map(({ label }) => label));
  await flagLabels('TOO_FEW_SAMPLES', inTrain.filter(({ count }) => count > 0 && count < thresholds.smallestClass.WARNING).map(({ label }) => label));
}
