import type { QualityFinding } from '../../domain/quality-report.ts';
import { plural } from '../shown.ts';
import type { AssessedVersion } from './assessed-version.ts';
import { finding, lacking } from './finding.ts';
import { trainCharacters } from './thresholds.ts';

/** TOO_FEW_SAMPLES of a continuous text, by its characters. */
export async function shortTextFindings({ description }: AssessedVersion): Promise<QualityFinding[]> {
  if (description.kind !== 'TEXT') return [];
  const characters = Math.round(description.counts.TRAIN * description.text.mean);
  const severity = (['ERROR', 'WARNING'] as const).find((level) => characters < trainCharacters[level]);
  if (severity === undefined) return [];
  return [finding('TOO_FEW_SAMPLES', severity, description.counts.TRAIN, `TRAIN has about ${plural(characters, 'character')}; at least ${trainCharacters[severity].toLocaleString('en-US')} are needed to learn more than the text itself.`, lacking(characters, trainCharacters.WARNING))];
}
