import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { type ExportFormat, exportFormatsOf } from '../dataset-export.ts';
import { DatasetExport } from '../entities/dataset-export.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { exportName } from './export-name.ts';

/** A file is kept for so long after it was asked for last: space is given back, and it can be made again at any time. */
export const EXPORT_KEPT_MS = 24 * 3600_000;

export interface ExportDatasetVersionInput {
  readonly datasetVersionId: string;
  readonly format: ExportFormat;
  /** Of CSV; true where absent. */
  readonly spreadsheetSafe?: boolean | null | undefined;
}

/** Writes a version as a file, which a worker does; one that is there already is given as it is, since versions never change. One that failed or was taken away is made anew. */
export function exportDatasetVersion({ em, jobs }: Pick<Services, 'em' | 'jobs'>, caller: Caller, input: ExportDatasetVersionInput): Promise<DatasetExport> {
  return write(em, async (tx) => {
    const version = await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']);
    checkFormat(version, input);
    const wanted = await lockExport(tx, version, input);
    if (wanted.state === 'SUCCEEDED' && (wanted.expiresAt?.getTime() ?? 0) > Date.now()) wanted.expiresAt = new Date(Date.now() + EXPORT_KEPT_MS);
    else if (wanted.state !== 'QUEUED' && wanted.state !== 'RUNNING') Object.assign(wanted, { state: 'QUEUED', progress: 0, failure: null, finishedAt: null, expiresAt: null });
    await tx.flush();
    if (wanted.state === 'QUEUED') await jobs.send(tx, { type: 'export', exportId: wanted.id });
    return wanted;
  });
}

/** The export of this version and format, made where there is none; nobody else changes it until the transaction ends. */
async function lockExport(tx: EntityManager, version: DatasetVersion, { format, spreadsheetSafe }: ExportDatasetVersionInput): Promise<DatasetExport> {
  const dataset = await version.dataset.loadOrFail();
  const which = { datasetVersion: version.id, format, spreadsheetSafe: format === 'CSV' && spreadsheetSafe !== false };
  const fileName = exportName(dataset.name, version.number, which);
  await tx.upsert(DatasetExport, { ...which, project: version.project.id, fileName, createdAt: new Date() }, { onConflictFields: ['datasetVersion', 'format', 'spreadsheetSafe'], onConflictAction: 'ignore' });
  return tx.findOneOrFail(DatasetExport, which, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

function checkFormat({ status, description }: DatasetVersion, { format, spreadsheetSafe }: ExportDatasetVersionInput): void {
  if (!description || (status !== 'READY' && status !== 'REJECTED')) throw new Fault('INVALID_STATE', `This dataset version is ${status}; one that is READY or REJECTED can be exported.`, ['datasetVersionId']);
  const formats = exportFormatsOf(description);
  if (!formats.includes(format)) throw new Fault('INVALID_INPUT', `This dataset version cannot be exported as ${format}; ${formats.join(', ')} would be right.`, ['format']);
  if (spreadsheetSafe != null && format !== 'CSV') throw new Fault('INVALID_INPUT', `spreadsheetSafe is about CSV; leave it out for ${format}.`, ['spreadsheetSafe']);
}
