import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BlobStore } from '../store/blob-store.ts';
import { exportsFolder } from '../store/keys.ts';
import { KEY } from '../store/local-blob-store.ts';
import { sendFault } from './respond.ts';
import type { SignedUrls } from './signed-urls.ts';

const TYPES: Readonly<Record<string, string>> = { png: 'image/png', json: 'application/json; charset=utf-8', bin: 'application/octet-stream', csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8', zip: 'application/zip' };

/** Serves one stored file under a signed address, whole or by one range. Any page may read it: the address is the permission. */
export async function serveFile(request: IncomingMessage, response: ServerResponse, path: string, { store, urls }: { store: BlobStore; urls: SignedUrls }): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendFault(response, 405, 'METHOD_NOT_ALLOWED', 'Read the file by GET.', { allow: 'GET, HEAD' });
  const file = urls.readFilePath(path);
  const size = file && KEY.test(file.key) ? await store.sizeOf(file.key) : undefined;
  if (!file || size === undefined) return sendFault(response, 404, 'NOT_FOUND', 'This file address is not valid, or has expired; ask the API for a new one.');
  const range = readRange(request.headers.range, size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    'content-type': TYPES[file.key.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    'cache-control': `private, max-age=${Math.max(0, Math.floor((file.expiresAt.getTime() - Date.now()) / 1000))}, immutable`,
    // A stored file is never a page of ours.
    'content-security-policy': "default-src 'none'; sandbox",
    // To be kept, under its name.
    ...(file.key.startsWith(`${exportsFolder}/`) && { 'content-disposition': `attachment; filename="${file.key.split('/').at(-1)}"` }),
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  // A reader that leaves early is no fault.
  await pipeline(await store.read(file.key, { start, end }), response).catch(() => response.destroy());
}

function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end && start < size ? { start, end } : undefined;
}
