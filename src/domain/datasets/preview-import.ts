import type { Caller, Services } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { Upload } from '../entities/upload.ts';
import { getOwn } from '../find-own.ts';
import type { ImportPreview, ImportPreviewer } from '../import-preview.ts';
import { checkContinuous, checkFormat, checkImport, checkStored, type ImportInput } from './check-import.ts';

/**
 * What `importDataset` would make of the same input, told from the beginnings of the files. Makes nothing.
 * @param gone  aborted when nobody waits for the answer any more
 */
export async function previewImport({ em, previewer }: Pick<Services, 'em'> & { readonly previewer: ImportPreviewer }, caller: Caller, input: ImportInput, gone?: AbortSignal): Promise<ImportPreview> {
  checkImport(input);
  const dataset = await getOwn(em, Dataset, caller, input.datasetId, ['datasetId']);
  checkFormat(dataset, input.format);
  checkContinuous(dataset, input);
  const uploads: { id: string; filename: string }[] = [];
  for (const uploadId of input.uploadIds) {
    const upload = await getOwn(em, Upload, caller, uploadId, ['uploadIds']);
    checkStored(upload);
    uploads.push({ id: upload.id, filename: upload.filename });
  }
  const { format, encoding, header, columns, missingValues, continuous, image, split } = input;
  return previewer.preview({ kind: dataset.kind, format, encoding, header, columns, missingValues, continuous, image, split, uploads }, gone);
}
