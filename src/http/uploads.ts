import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Upload } from '../domain/entities/upload.ts';
import { markUploadStored } from '../domain/uploads/mark-upload-stored.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { isDiskFull } from '../store/disk-full.ts';
import { uploadKey } from '../store/keys.ts';
import { sendFault, sendJson } from './respond.ts';
import type { SignedUrls } from './signed-urls.ts';

/** A sender that is silent for so long is given up. */
const SILENCE_MS = 60_000;

const noSpace = 'The server has no disk left for this file; nothing of it was kept.';

class WrongBytes extends Error {}

/** Takes the bytes of an announced upload: streamed to the store, and refused as a whole where size or hash differ. */
export async function receiveUpload(request: IncomingMessage, response: ServerResponse, path: string, { orm, store, urls }: { orm: MikroORM; store: BlobStore; urls: SignedUrls }): Promise<void> {
  if (request.method !== 'PUT') return sendFault(response, 405, 'METHOD_NOT_ALLOWED', 'Send the file by PUT.', { allow: 'PUT, OPTIONS' });
  const id = urls.readUploadPath(path);
  const upload = id === undefined ? null : await orm.em.fork().findOne(Upload, id);
  if (!upload) return sendFault(response, 403, 'FORBIDDEN', 'This upload address is not valid, or has expired; ask for a new one by createUpload.');
  const length = request.headers['content-length'];
  if (length !== undefined && Number(length) !== upload.sizeBytes) {
    return sendFault(response, 422, 'INVALID_INPUT', `${upload.filename} was announced with ${upload.sizeBytes} bytes; this request has ${length}.`, { connection: 'close' });
  }
  if (upload.sizeBytes > (await store.freeBytes())) return sendFault(response, 507, 'CAPACITY', noSpace, { connection: 'close' });
  if (upload.state !== 'WAITING') return sendFault(response, 409, 'CONFLICT', `${upload.filename} has arrived already.`, { connection: 'close' });
  request.setTimeout(SILENCE_MS, () => request.destroy());
  try {
    await store.write(uploadKey(upload.id), checked(request, upload));
    if (!(await markUploadStored(orm.em.fork(), upload.id))) {
      await store.remove(uploadKey(upload.id));
      return sendFault(response, 403, 'FORBIDDEN', 'This upload expired before all of its bytes had come; nothing of it was kept.', { connection: 'close' });
    }
    sendJson(response, 200, { uploaded: { filename: upload.filename, sizeBytes: upload.sizeBytes, sha256: upload.sha256 } });
  } catch (error) {
    if (error instanceof WrongBytes) return sendFault(response, 422, 'INVALID_INPUT', error.message, { connection: 'close' });
    if (isDiskFull(error)) return sendFault(response, 507, 'CAPACITY', noSpace, { connection: 'close' });
    if (request.destroyed || request.errored) return;
    throw error;
  }
}

/** Passes the bytes on; throws at the end, before the store keeps anything, where they are not those announced. */
async function* checked(source: AsyncIterable<Uint8Array>, { filename, sizeBytes, sha256 }: Upload): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > sizeBytes) throw new WrongBytes(`${filename} was announced with ${sizeBytes} bytes; more came. Nothing was kept.`);
    hash.update(chunk);
    yield chunk;
  }
  if (size !== sizeBytes) throw new WrongBytes(`${filename} was announced with ${sizeBytes} bytes; ${size} came. Nothing was kept.`);
  const found = hash.digest('hex');
  if (found !== sha256) throw new WrongBytes(`${filename} was announced with SHA-256 ${sha256}; the bytes that came hash to ${found}. Nothing was kept.`);
}
