import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { isWriterGone, ownWriter } from './writers.ts';
import { BlobNotFound, type BlobStore, type OpenBlob, type StoredBlob } from './blob-store.ts';
import { previewsKey } from './keys.ts';

/** What a key looks like; nothing else is a path below the store. */
export const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
/** Half-written files wait here, each named after its writer; on the same file system as the blobs, so that a rename is atomic. */
const INCOMING = '.incoming';
const ABANDONED_AFTER_MS = 24 * 3600_000;
/** Bytes of the disk that are left to others, such as the database: this, or of small disks this share. */
const RESERVE = 1e9;
const RESERVED_SHARE = 0.05;

/** Blobs as files below one folder. */
export class LocalBlobStore implements BlobStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  #path(key: string): string {
    if (!KEY.test(key)) throw new Error(`Not a blob key: ${JSON.stringify(key)}`);
    return join(this.#root, key);
  }

  async write(key: string, source: AsyncIterable<Uint8Array> | Uint8Array): Promise<StoredBlob> {
    const path = this.#path(key);
    const incoming = join(this.#root, INCOMING, `${ownWriter}.${randomUUID()}`);
    await mkdir(dirname(incoming), { recursive: true });
    try {
      const stored = await writeDurably(incoming, source instanceof Uint8Array ? [source] : source);
      await mkdir(dirname(path), { recursive: true });
      await rename(incoming, path);
      await syncFolder(dirname(path));
      return stored;
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  async adopt(key: string, path: string): Promise<StoredBlob> {
    const target = this.#path(key);
    const stored = await hashAndSync(path);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    await syncFolder(dirname(target));
    return stored;
  }

  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    const path = this.#path(key);
    await this.#mustExist(key);
    return createReadStream(path, range);
  }

  async readAll(key: string): Promise<Uint8Array> {
    await this.#mustExist(key);
    return readFile(this.#path(key));
  }

  async open(key: string): Promise<OpenBlob> {
    await this.#mustExist(key);
    const file = await open(this.#path(key), 'r');
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      async readInto(target, position) {
        for (let done = 0; done < target.byteLength; ) {
          const { bytesRead } = await file.read(target, done, target.byteLength - done, position + done);
          if (bytesRead === 0) throw new Error(`The blob ${key} ends at ${size}, before ${position + target.byteLength}.`);
          done += bytesRead;
        }
      },
      close: () => file.close(),
    };
  }

  async sizeOf(key: string): Promise<number | undefined> {
    const entry = await stat(this.#path(key)).catch(missingIsUndefined);
    return entry?.isFile() ? entry.size : undefined;
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { recursive: true, force: true });
  }

  async list(prefix: string): Promise<string[]> {
    const entries = await readdir(this.#path(prefix), { recursive: true, withFileTypes: true }).catch(missingIsUndefined);
    return (entries ?? []).filter((entry) => entry.isFile()).map((entry) => relative(this.#root, join(entry.parentPath, entry.name))).sort();
  }

  async localFile(key: string): Promise<string> {
    await this.#mustExist(key);
    return this.#path(key);
  }

  async localFolder(key: string): Promise<string> {
    const path = this.#path(key);
    await mkdir(path, { recursive: true });
    return path;
  }

  async move(from: string, to: string): Promise<void> {
    const [source, target, old] = [this.#path(from), this.#path(to), join(this.#root, INCOMING, `${ownWriter}.${randomUUID()}`)];
    if ((await stat(source).catch(missingIsUndefined)) === undefined) return;
    await mkdir(dirname(old), { recursive: true });
    await mkdir(dirname(target), { recursive: true });
    await rename(target, old).catch(missingIsUndefined);
    await rename(source, target);
    await syncFolder(dirname(target));
    await rm(old, { recursive: true, force: true });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.#root, { recursive: true });
    const { bavail, blocks, bsize } = await statfs(this.#root);
    return Math.max(0, bavail * bsize - Math.min(RESERVE, RESERVED_SHARE * blocks * bsize));
  }

  /** Removes what writers that died have left half-written: those of this machine at once; of others, and of previews, after a time that no living one takes between two pieces. */
  async removeAbandoned(): Promise<void> {
    for (const folder of [INCOMING, previewsKey].map((name) => join(this.#root, name))) {
      for (const name of (await readdir(folder).catch(missingIsUndefined)) ?? []) {
        const entry = await stat(join(folder, name)).catch(missingIsUndefined);
        const isAbandoned = entry && (isWriterGone(name.split('.')[0] ?? '') || Date.now() - entry.mtimeMs > ABANDONED_AFTER_MS);
        if (isAbandoned) await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }

  async #mustExist(key: string): Promise<void> {
    if ((await this.sizeOf(key)) === undefined) throw new BlobNotFound(key);
  }
}

async function writeDurably(path: string, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<StoredBlob> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      for (let done = 0; done < chunk.byteLength; ) done += (await file.write(chunk, done)).bytesWritten;
      sizeBytes += chunk.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function hashAndSync(path: string): Promise<StoredBlob> {
  const file = await open(path, 'r+');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function missingIsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
