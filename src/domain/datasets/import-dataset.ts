import { type Caller, type Services, write } from '../caller.ts';
import { createVersion } from '../dataset-versions/create-version.ts';
import { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Upload } from '../entities/upload.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import type { ImportSource } from '../version-source.ts';
import { checkContinuous, checkFormat, checkImport, checkStored, type ImportInput } from './check-import.ts';

export interface ImportDatasetInput extends ImportInput {
  readonly idempotencyKey?: string | null | undefined;
}

/** Makes a new version of a dataset from uploaded files; a worker reads and assesses them. */
export async function importDataset({ em, jobs }: Services, caller: Caller, input: ImportDatasetInput): Promise<DatasetVersion> {
  checkImport(input);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'importDataset', key: idempotencyKey, input: rest }, async (id) => {
      const dataset = await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']);
      checkFormat(dataset, input.format);
      checkContinuous(dataset, input);
      for (const uploadId of input.uploadIds) checkStored(await getOwn(tx, Upload, caller, uploadId, ['uploadIds']));
      await createVersion(tx, jobs, { id, dataset, source: sourceOf(input) });
    });
    return tx.findOneOrFail(DatasetVersion, id);
  });
}

function sourceOf({ uploadIds, format, split, encoding, header, columns, missingValues, continuous, image }: ImportInput): ImportSource {
  return {
    uploadIds: [...uploadIds], format, split,
    ...(encoding !== undefined && { encoding }), ...(header !== undefined && { header }), ...(columns !== undefined && { columns }), ...(missingValues !== undefined && { missingValues }), ...(continuous !== undefined && { continuous }), ...(image !== undefined && { image }),
  };
}
