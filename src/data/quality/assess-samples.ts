import { rm } from 'node:fs/promises';
import type { QualityFinding } from '../../domain/quality-report.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { samplesName } from '../layout/samples-manifest.ts';
import { literal } from '../samples/sql.ts';
import { WorkDatabase } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { classFindings } from './class-findings.ts';
import { countSamples } from './count-samples.ts';
import { equalSampleFindings } from './equal-sample-findings.ts';
import { finding, percent, severityOf } from './finding.ts';
import { missingValueFindings } from './missing-value-findings.ts';
import { tableThresholds, trainCharacters } from './thresholds.ts';

type TableDescription = Exclude<DatasetDescription, { kind: 'IMAGE' }>;

export interface AssessedTable {
  /** Has the version as the view `samples`, as `samples-manifest.ts` describes it. */
  readonly database: WorkDatabase;
  readonly description: TableDescription;
  /** Names of the columns that hold the content. */
  readonly content: readonly string[];
}

/** Findings of a version of layout 2, by the thresholds of its kind. Every sample is looked at, within DuckDB. */
export async function assessSamples(
  store: BlobStore, prefix: string, imported: ImportedVersion, description: TableDescription, content: readonly string[], onProgress: (done: number) => void, signal: AbortSignal,
): Promise<QualityFinding[]> {
  const folder = await store.localFolder(`${prefix}/work`);
  const path = await store.localFile(`${prefix}/${samplesName}`);
  const database = await WorkDatabase.open(folder, signal, [path]);
  try {
    await database.run(`CREATE VIEW samples AS SELECT * FROM read_parquet(${literal(path)})`);
    const table = { database, description, content };
    const continuous = description.kind === 'TEXT' && description.continuous === true;
    const missing = [...incomplete(imported, description.kind), ...(await missingValueFindings(table))];
    onProgress(0.3);
    // Paragraphs of one text may well be equal, such as the name of the one who speaks.
    const equal = continuous ? [] : await equalSampleFindings(table);
    onProgress(0.8);
    const counted = await countSamples(database, description);
    return [...missing, ...equal, ...(continuous ? await tooShort(table) : classFindings(counted))];
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function incomplete({ incomplete: { count, example }, sampleCount }: ImportedVersion, kind: TableDescription['kind']): QualityFinding[] {
  const share = count / (count + sampleCount);
  const severity = count === 0 ? undefined : severityOf(share, tableThresholds[kind].incompleteShare);
  if (severity === undefined) return [];
  const lacks = kind === 'TEXT' ? 'text' : kind === 'TEXT_PAIR' ? 'source or target' : 'user or item';
  return [finding('MISSING_VALUES', severity, count, `${plural(count, 'row')} (${percent(share)}) without ${lacks} were left out${example === undefined ? '' : `; the first is ${example}`}.`)];
}

async function tooShort({ description }: AssessedTable): Promise<QualityFinding[]> {
  if (description.kind !== 'TEXT') return [];
  const characters = Math.round(description.counts.TRAIN * description.text.mean);
  const severity = (['ERROR', 'WARNING'] as const).find((level) => characters < trainCharacters[level]);
  if (severity === undefined) return [];
  return [finding('TOO_FEW_SAMPLES', severity, description.counts.TRAIN, `TRAIN has about ${plural(characters, 'character')}; at least ${trainCharacters[severity].toLocaleString('en-US')} are needed to learn more than the text itself.`)];
}
