import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { DatasetExport } from '../entities/dataset-export.ts';
import { channels, notify } from '../ports.ts';

/** Takes away the files of exports that nobody asked for in time. @param remove  the files of an export; called while nobody else can change it */
export async function removeExpiredExports(em: EntityManager, remove: (exportId: string) => Promise<void>): Promise<void> {
  const expired = await em.find(DatasetExport, { state: 'SUCCEEDED', expiresAt: { $lt: new Date() } }, { fields: ['id'] });
  for (const { id } of expired) {
    await write(em, async (tx) => {
      const row = await tx.findOne(DatasetExport, { id, state: 'SUCCEEDED', expiresAt: { $lt: new Date() } }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
      if (!row) return;
      // Before the row says so: what is lost in between is looked for again.
      await remove(id);
      Object.assign(row, { state: 'EXPIRED', key: null, expiresAt: null });
      await tx.flush();
      await notify(tx, channels.datasetExport, id);
    });
  }
}
