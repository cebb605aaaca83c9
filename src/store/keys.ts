/** Where each kind of file lies in the store. Ids are UUIDs of rows, so no key depends on what a client sent. */
export const uploadKey = (uploadId: string) => `uploads/${uploadId}`;
export const datasetVersionKey = (datasetVersionId: string) => `dataset-versions/${datasetVersionId}`;
/** Appended records on their way into a version; gone once it is made. */
export const sealedRecordsKey = (datasetVersionId: string) => `sealed-records/${datasetVersionId}`;
/** Of a preview of files, while it is made. */
export const previewKey = (id: string) => `${previewsKey}/${id}`;
export const previewsKey = 'previews';
export const trainingRunKey = (trainingRunId: string) => `training-runs/${trainingRunId}`;
export const checkpointsKey = (trainingRunId: string) => `${trainingRunKey(trainingRunId)}/checkpoints`;
export const checkpointKey = (trainingRunId: string, step: number, attempt: number) =>
  `${checkpointsKey(trainingRunId)}/${step}-${attempt}`;
export const sampleKey = (trainingRunId: string, step: number, index: number) =>
  `${trainingRunKey(trainingRunId)}/samples/${step}-${index}.png`;
/** Images that a model drew for a run's training split: part of the run, not of its dataset version. */
export const generatedImagesKey = (trainingRunId: string) => `${trainingRunKey(trainingRunId)}/generated`;
export const modelVersionKey = (modelVersionId: string) => `model-versions/${modelVersionId}`;
export const modelFileKey = (modelVersionId: string, path: string) => `${modelVersionKey(modelVersionId)}/${path}`;
/** Predictions, sample by sample. */
export const evaluationKey = (evaluationId: string) => `evaluations/${evaluationId}`;
/** A dataset version as a file; each try in a folder of its own. */
export const exportKey = (exportId: string) => `${exportsFolder}/${exportId}`;
export const exportsFolder = 'exports';
export const generationKey = (generationId: string) => `generations/${generationId}`;
export const generationOutputKey = (generationId: string, index: number) => `${generationKey(generationId)}/${index}.png`;
/** Dataset versions that are being written anew without a person; gone once they are in their place. */
export const erasureKey = (erasureId: string) => `erasures/${erasureId}`;
/** All that is held on a person; each try in a folder of its own. */
export const subjectExportKey = (subjectExportId: string) => `subject-exports/${subjectExportId}`;
