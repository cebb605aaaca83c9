import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { BlobStore } from '../../store/blob-store.ts';
import { samplesName } from '../layout/samples-manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { writeImageSamples } from './image-samples.ts';

/** Puts the table of its images beside a version of them. @param subjects  by place; none known where absent */
export async function storeImageSamples(store: BlobStore, target: string, signal: AbortSignal, subjects?: readonly (string | null)[]): Promise<void> {
  const key = `${target}/table`;
  const folder = await store.localFolder(key);
  try {
    const path = await writeImageSamples(await VersionReader.open(store, target), folder, signal, subjects);
    await store.write(`${target}/${samplesName}`, createReadStream(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
