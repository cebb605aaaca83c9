import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { channels, notify } from '../ports.ts';
import { lockUnfinishedExport } from './lock-unfinished-export.ts';

/** Says how far an export is, 0 to 1. False where it is another's, finished or gone: it should stop. */
export function recordExportProgress(em: EntityManager, { id, claim }: { readonly id: string; readonly claim: string }, progress: number): Promise<boolean> {
  return write(em, async (tx) => {
    const row = await lockUnfinishedExport(tx, id, claim);
    if (!row) return false;
    row.progress = progress;
    await tx.flush();
    await notify(tx, channels.datasetExport, id);
    return true;
  });
}
