import type { InsightsRange } from '../domain/insights/range.ts';

/** Makes addresses that work without a key until they expire. */
export interface UrlSigner {
  /** For a PUT of the upload's bytes. */
  uploadUrl(origin: string, uploadId: string, expiresAt: Date): string;
  /** For a GET of one stored file. */
  fileUrl(origin: string, key: string): string;
  /** The same for a file of a folder: files beside it are reached by relative paths, as TensorFlow.js does. */
  folderFileUrl(origin: string, folder: string, path: string): string;
  /** For a GET of what is known of a model, as CSV. */
  insightsUrl(origin: string, modelId: string, range: InsightsRange): string;
  /** For a GET of an image of a dataset version, made on request as PNG; `maxSide`: scaled down so that no side is longer. */
  sampleImageUrl(origin: string, datasetVersionId: string, place: number, maxSide: number | undefined): string;
}
