import type { EntityManager } from '@mikro-orm/postgresql';
import { Upload } from '../entities/upload.ts';

/** Called once the bytes are whole, checked and durable. False where the upload is gone: it expired meanwhile. */
export async function markUploadStored(em: EntityManager, uploadId: string): Promise<boolean> {
  return (await em.nativeUpdate(Upload, { id: uploadId, state: { $ne: 'ERASED' } }, { state: 'STORED' })) > 0;
}
