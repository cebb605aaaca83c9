import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { DatasetKind } from '../../plugin/index.ts';
import type { DataFormat, SplitShares, TableOptions } from '../dataset-import.ts';
import { Dataset } from '../entities/dataset.ts';
import { Upload } from '../entities/upload.ts';
import { lockUnfinished } from './lock-unfinished.ts';

/** What an import reads. */
export interface ClaimedImport extends TableOptions {
  readonly datasetVersionId: string;
  /** In the order in which the client named them. */
  readonly uploads: readonly { readonly id: string; readonly filename: string }[];
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly split: SplitShares;
}

/** Undefined where the version is finished or gone. */
export function claimImport(em: EntityManager, datasetVersionId: string): Promise<ClaimedImport | undefined> {
  return write(em, async (tx) => {
    const version = await lockUnfinished(tx, datasetVersionId);
    if (!version) return undefined;
    const { uploadIds, ...source } = version.source;
    const { kind } = await tx.findOneOrFail(Dataset, version.dataset.id);
    const uploads = await tx.find(Upload, { id: { $in: uploadIds } });
    const filenames = new Map(uploads.map(({ id, filename }) => [id, filename]));
    return { datasetVersionId, uploads: uploadIds.map((id) => ({ id, filename: filenames.get(id) ?? id })), kind, ...source };
  });
}
