import type { EntityManager } from '@mikro-orm/postgresql';
import { uploadKey } from '../../store/keys.ts';
import { Upload } from '../entities/upload.ts';
import type { StoredFiles } from '../ports.ts';

/** Takes away the bytes and the names of files that hold data of people who were erased; versions that were made of them go on naming them. */
export async function removeUploads(tx: EntityManager, ids: readonly string[], files: Pick<StoredFiles, 'remove'>): Promise<void> {
  for (const id of ids) {
    await files.remove(uploadKey(id));
    await tx.nativeUpdate(Upload, { id }, { state: 'ERASED', filename: 'erased' });
  }
}
