import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { channels, notify } from '../ports.ts';
import { lockUnfinished } from './lock-unfinished.ts';

export interface ImportProgress {
  readonly status: 'IMPORTING' | 'ASSESSING';
  /** 0 to 1, over both. */
  readonly progress: number;
}

/** Says how far an import is. False where the version is finished or gone: the import should stop. */
export function recordProgress(em: EntityManager, id: string, { status, progress }: ImportProgress): Promise<boolean> {
  return write(em, async (tx) => {
    const version = await lockUnfinished(tx, id);
    if (!version) return false;
    version.status = status;
    version.progress = progress;
    await tx.flush();
    await notify(tx, channels.datasetVersion, id);
    return true;
  });
}
