import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { QualityReport, QualityThreshold } from '../../domain/quality-report.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { literal } from '../samples/sql.ts';
import { openVersion } from '../version/open-version.ts';
import { type AssessedVersion, createFlagged, type Sampling } from './assessed-version.ts';
import { checksOf } from './checks.ts';
import { cleaningPreview, markSuggestions } from './cleaning-preview.ts';
import { conversionFindings } from './conversion-findings.ts';
import { encodingFindings } from './encoding-findings.ts';
import type { EarlierVersion } from './drift/compared.ts';
import { driftFindings } from './drift/drift-findings.ts';
import type { CheckFinding } from './finding.ts';
import { labelNoise } from './label-noise/thresholds.ts';
import { leftOutFindings, type LeftOut, writeLeftOut } from './left-out.ts';
import { byOwnThresholds } from './own-thresholds.ts';
import { writeProfile } from './profile.ts';

/** The samples that checks flagged: `check`, `sample_position`, `other`, `score`, `detail`, `suggestion`. */
export const findingsName = 'findings.parquet';

export interface AssessOptions {
  readonly store: BlobStore;
  /** The key that the version lies below. */
  readonly prefix: string;
  readonly description: DatasetDescription;
  /** What its import told. */
  readonly leftOut: LeftOut & Pick<ImportedVersion, 'converted'>;
  /** Of the dataset; without them, those of each check. */
  readonly thresholds?: readonly QualityThreshold[] | undefined;
  /** What drift is looked for against. */
  readonly before?: EarlierVersion | undefined;
  /** Instead of those of each check. */
  readonly sampling?: Sampling | undefined;
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/** Assesses a version by every check of its kind, and keeps beside it which samples they found and what its columns hold. */
export async function assess({ store, prefix, description, leftOut, thresholds = [], before, sampling = { labelNoise: labelNoise.mostSamples }, onProgress, signal }: AssessOptions): Promise<QualityReport> {
  await writeLeftOut(store, prefix, leftOut);
  const work = `${prefix}/work`;
  const opened = await openVersion({ store, prefix, description, work, signal });
  try {
    const version: AssessedVersion = { ...opened, signal, sampling };
    await version.database.run(createFlagged);
    const found: CheckFinding[] = [...leftOutFindings(leftOut, description), ...conversionFindings(leftOut, description), ...(await encodingFindings(version, leftOut))];
    const checks = checksOf(description);
    const steps = checks.length + 3;
    for (const [index, check] of checks.entries()) {
      found.push(...(await check(version)));
      onProgress((index + 1) / steps);
    }
    if (before !== undefined) found.push(...(await driftFindings(version, store, work, before)));
    onProgress((steps - 2) / steps);
    await writeProfile(store, prefix, version);
    onProgress((steps - 1) / steps);
    const findings = byOwnThresholds(found, thresholds);
    await markSuggestions(version, findings);
    const cleaning = await cleaningPreview(version, leftOut, findings);
    const path = join(await store.localFolder(work), findingsName);
    await version.database.run(`COPY (SELECT * FROM flagged ORDER BY sample_position, "check") TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    await store.write(`${prefix}/${findingsName}`, createReadStream(path));
    onProgress(1);
    return { verdict: findings.some(({ severity }) => severity === 'ERROR') ? 'FAILED' : 'PASSED', findings: findings.map(({ flags: _flags, ...finding }) => finding), cleaning };
  } finally {
    await opened.close();
  }
}
