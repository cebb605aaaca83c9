import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const created = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }) }) });
const createUpload = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { code message path } } }';
const bytes = new TextEncoder().encode('a file of some bytes');

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel();
});
afterAll(() => app.stop());

const announce = async (input: Record<string, unknown> = {}) => {
  const { createUpload: made } = await app.data(created, createUpload, { input: { filename: 'a.bin', sizeBytes: bytes.length, sha256: sha256(bytes), ...input } });
  return made.upload;
};
const put = (url: string, body: Uint8Array) => fetch(url, { method: 'PUT', body: Uint8Array.from(body) });
const storedUploads = () => readdir(`${app.storeFolder}/uploads`).catch(() => []);
/** `fetch` would tidy up the path before it is sent. */
const statusOf = async (path: string) => {
  const { hostname, port } = new URL(app.url);
  const [response] = await once(get({ hostname, port, path }), 'response');
  response.resume();
  return response.statusCode;
};
const faultOf = z.object({ errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })) });

describe('uploads', () => {
  test('bytes that are those announced are kept, once', async () => {
    const { url } = await announce();
    expect((await put(url, bytes)).status).toBe(200);
    expect((await put(url, bytes)).status).toBe(409);
  });

  test('other bytes of the same size are refused, and nothing is kept', async () => {
    const before = await storedUploads();
    const { url } = await announce();
    const response = await put(url, Uint8Array.from(bytes).reverse());
    expect(response.status).toBe(422);
    expect(faultOf.parse(await response.json()).errors[0]?.message).toMatch(/hash to .*Nothing was kept/);
    expect(await storedUploads()).toEqual(before);
    expect((await put(url, bytes)).status).toBe(200);
  });

  test('fewer or more bytes than announced are refused', async () => {
    const before = await storedUploads();
    const { url } = await announce();
    expect((await put(url, bytes.subarray(1))).status).toBe(422);
    expect((await put(url, new Uint8Array(bytes.length + 1))).status).toBe(422);
    expect(await storedUploads()).toEqual(before);
  });

  test('an address with another signature or id is refused', async () => {
    const { url } = await announce();
    const other = await announce();
    const id = (address: string) => address.split('/').at(-1) ?? '';
    expect((await put(url.replace(id(url), id(other.url)), bytes)).status).toBe(403);
    expect((await put(url.replace(/\/uploads\/[^/]+/, '/uploads/zzzzzz.AAAA'), bytes)).status).toBe(403);
  });

  test.each([
    ['sizeBytes', { sizeBytes: 0 }],
    ['sizeBytes', { sizeBytes: 1.5 }],
    ['sha256', { sha256: 'abc' }],
    ['filename', { filename: '' }],
  ])('%s out of its range names the field: %j', async (field, input) => {
    const answer = await app.ask(createUpload, { input: { filename: 'a', sizeBytes: 1, sha256: sha256(bytes), ...input } });
    expect(answer.data).toMatchObject({ createUpload: { upload: null, userErrors: [{ code: 'INVALID_INPUT', path: [field] }] } });
  });
});

describe('files', () => {
  test.each(['/files/zzzzzz.1.AAAA/uploads/x', '/files/../signing-secret', '/files/%2e%2e/signing-secret', '/files/'])('%s is not found', async (path) => {
    expect(await statusOf(path)).toBe(404);
  });
});
