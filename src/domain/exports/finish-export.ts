import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { ExportedFile } from '../dataset-export.ts';
import { channels, notify } from '../ports.ts';
import { EXPORT_KEPT_MS } from './export-dataset-version.ts';
import { lockUnfinishedExport } from './lock-unfinished-export.ts';

/** Ends an export with its file, or with why there is none. False where it is another's, finished or gone: the file is nobody's then. */
export function finishExport(em: EntityManager, { id, claim }: { readonly id: string; readonly claim: string }, end: { readonly file: ExportedFile } | { readonly failure: string }): Promise<boolean> {
  return write(em, async (tx) => {
    const row = await lockUnfinishedExport(tx, id, claim);
    if (!row) return false;
    const now = Date.now();
    if ('file' in end) Object.assign(row, { state: 'SUCCEEDED', progress: 1, ...end.file, finishedAt: new Date(now), expiresAt: new Date(now + EXPORT_KEPT_MS) });
    else Object.assign(row, { state: 'FAILED', failure: end.failure, finishedAt: new Date(now) });
    await tx.flush();
    await notify(tx, channels.datasetExport, id);
    return true;
  });
}
