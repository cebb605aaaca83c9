import { fileURLToPath } from 'node:url';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ModelVersion } from '../../../src/domain/entities/model-version.ts';
import type { LocalBlobStore } from '../../../src/store/local-blob-store.ts';
import { modelFileKey } from '../../../src/store/keys.ts';
import { createModel, createModelVersion, createProject } from './rows.ts';

/** Names the plugins of tests alone. */
export const testPluginsFile = fileURLToPath(new URL('../../support/plugins/flywheel.config.ts', import.meta.url));

const [HEIGHT, WIDTH] = [28, 28];

/** A trained version of the mean plugin: all pixels at half brightness. */
export function createMeanModelVersion(em: EntityManager, store: LocalBlobStore): Promise<ModelVersion> {
  return createVersion(em, store, 'mean', 'mean.bin', new Uint8Array(new Float32Array(HEIGHT * WIDTH).fill(0.5).buffer));
}

/** A version of the words plugin. */
export function createWordsModelVersion(em: EntityManager, store: LocalBlobStore): Promise<ModelVersion> {
  return createVersion(em, store, 'words', 'words.bin', Uint8Array.of(1));
}

async function createVersion(em: EntityManager, store: LocalBlobStore, plugin: string, path: string, bytes: Uint8Array): Promise<ModelVersion> {
  const dataset = { kind: 'IMAGE', image: { height: HEIGHT, width: WIDTH, channels: 1 }, classes: [], counts: { TRAIN: 1, VALIDATION: 0, TEST: 0 } } as const;
  const version = createModelVersion(em, createModel(em, createProject(em), plugin), [], dataset);
  await em.flush();
  const { sizeBytes, sha256 } = await store.write(modelFileKey(version.id, path), bytes);
  version.files = [{ path, sizeBytes, sha256 }];
  await em.flush();
  return version;
}
