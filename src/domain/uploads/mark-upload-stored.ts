import type { EntityManager } from '@mikro-orm/postgresql';
import { Upload } from '../entities/upload.ts';

/** Called once the bytes are whole, checked and durable. */
export async function markUploadStored(em: EntityManager, uploadId: string): Promise<void> {
  await em.nativeUpdate(Upload, { id: uploadId }, { state: 'STORED' });
}
