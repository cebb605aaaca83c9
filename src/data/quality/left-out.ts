import { z } from 'zod';
import type { QualityFinding } from '../../domain/quality-report.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { BlobNotFound, type BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { plural } from '../shown.ts';
import { finding, percent, severityOf } from './finding.ts';
import { tableThresholds, thresholds } from './thresholds.ts';

/** What an import had to leave out or to repair; kept beside the samples, since versions made of this one lack it, or hold it, as well. */
export type LeftOut = Pick<ImportedVersion, 'corrupt' | 'incomplete' | 'repaired' | 'doubtful'>;

const leftOutName = 'left-out.json';
export const nothingLeftOut: LeftOut = { corrupt: { count: 0, examples: [] }, incomplete: { count: 0, example: undefined } };

const schema = z.strictObject({
  corrupt: z.strictObject({ count: z.int().nonnegative(), examples: z.array(z.string()) }),
  incomplete: z.strictObject({ count: z.int().nonnegative(), example: z.string().nullable() }),
  repaired: z.strictObject({ count: z.int().nonnegative(), places: z.array(z.strictObject({ file: z.string(), row: z.int() })), example: z.string() }).optional(),
  doubtful: z.strictObject({ files: z.array(z.string()), example: z.string() }).optional(),
});

export async function writeLeftOut(store: BlobStore, prefix: string, { corrupt, incomplete, repaired, doubtful }: LeftOut): Promise<void> {
  const kept: z.infer<typeof schema> = { corrupt: { ...corrupt, examples: [...corrupt.examples] }, incomplete: { count: incomplete.count, example: incomplete.example ?? null }, ...(repaired && { repaired: { ...repaired, places: [...repaired.places] } }), ...(doubtful && { doubtful: { ...doubtful, files: [...doubtful.files] } }) };
  await store.write(`${prefix}/${leftOutName}`, Buffer.from(JSON.stringify(kept)));
}

/** Nothing, of versions that were imported before it was kept. */
export async function readLeftOut(store: BlobStore, prefix: string): Promise<LeftOut> {
  const bytes = await store.readAll(`${prefix}/${leftOutName}`).catch((error: unknown) => {
    if (error instanceof BlobNotFound) return undefined;
    throw error;
  });
  if (bytes === undefined) return nothingLeftOut;
  const { corrupt, incomplete, repaired, doubtful } = schema.parse(JSON.parse(Buffer.from(bytes).toString()));
  return { corrupt, incomplete: { count: incomplete.count, example: incomplete.example ?? undefined }, repaired, doubtful };
}

/** CORRUPT_SAMPLES and MISSING_VALUES of what never became a sample. */
export function leftOutFindings(leftOut: LeftOut, { kind, counts }: DatasetDescription): QualityFinding[] {
  const kept = counts.TRAIN + counts.VALIDATION + counts.TEST;
  return [...corruptSamples(leftOut.corrupt, kept), ...(kind === 'IMAGE' ? [] : incompleteRows(leftOut.incomplete, kept, kind))];
}

function corruptSamples({ count, examples }: LeftOut['corrupt'], kept: number): QualityFinding[] {
  const share = count / (count + kept);
  const severity = severityOf(share, thresholds.corruptShare);
  if (severity === undefined) return [];
  const message = `${plural(count, 'image')} (${percent(share)}) could not be decoded and were left out. For example ${examples.join('; ')}.`;
  return [{ ...finding('CORRUPT_SAMPLES', severity, count, message), share, suggestion: 'DROP_CORRUPT' }];
}

function incompleteRows({ count, example }: LeftOut['incomplete'], kept: number, kind: keyof typeof tableThresholds): QualityFinding[] {
  const share = count / (count + kept);
  const severity = count === 0 ? undefined : severityOf(share, tableThresholds[kind].incompleteShare);
  if (severity === undefined) return [];
  const lacks = kind === 'TEXT' ? 'text' : kind === 'TEXT_PAIR' ? 'source or target' : 'user or item';
  const message = `${plural(count, 'row')} (${percent(share)}) without ${lacks} were left out${example === undefined ? '' : `; the first is ${example}`}.`;
  return [{ ...finding('MISSING_VALUES', severity, count, message), share, suggestion: 'DROP_MISSING' }];
}
