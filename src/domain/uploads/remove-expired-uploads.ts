import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { Upload } from '../entities/upload.ts';

/** How long after their address expired uploads are still waited for: one that was begun in time may take long. */
const WAITED_MS = 24 * 3600_000;
const AT_ONCE = 1000;

/** Forgets uploads whose bytes never came, or came and could not be acknowledged. @param remove  the bytes of an upload, where there are any */
export async function removeExpiredUploads(em: EntityManager, remove: (uploadId: string) => Promise<void>): Promise<void> {
  const expired = { state: 'WAITING', expiresAt: { $lt: new Date(Date.now() - WAITED_MS) } } as const;
  for (const { id } of await em.find(Upload, expired, { fields: ['id'], limit: AT_ONCE })) {
    // The row first, so that it cannot become STORED any more; were the bytes left behind by a crash, they would be few.
    const gone = await write(em, (tx) => tx.nativeDelete(Upload, { id, ...expired }));
    if (gone > 0) await remove(id);
  }
}
