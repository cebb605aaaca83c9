import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplesName } from '../layout/samples-manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { writeImageSamples } from '../version/image-samples.ts';
import type { TableFiles } from './version-table.ts';

/**
 * The table of a version's samples. Versions of images that an earlier release made have none: it is made and kept when they are
 * looked at first (a second for 100,000).
 */
export async function samplesFile({ store, prefix, description }: TableFiles): Promise<string> {
  const key = `${prefix}/${samplesName}`;
  if (description.kind === 'IMAGE' && (await store.sizeOf(key)) === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-samples-'));
    try {
      const path = await writeImageSamples(await VersionReader.open(store, prefix), folder, new AbortController().signal);
      await store.write(key, createReadStream(path));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return store.localFile(key);
}
