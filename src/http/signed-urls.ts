import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InsightsRange } from '../domain/insights/range.ts';
import type { UrlSigner } from '../graphql/url-signer.ts';

const HOUR_MS = 3600_000;

/**
 * Signed paths. `/files/<expiry>.<depth>.<signature>/<key>`: the signature covers the first `depth` segments of the key,
 * so that a signed folder lets its files be reached by relative addresses. `/uploads/<expiry>.<signature>/<id>`.
 * `/samples/<expiry>.<signature>/<dataset version>/<place>[-<longest side>].png`.
 * `/insights/<expiry>.<signature>/<model>/<DAY or WEEK>-<from>-<to>.csv`.
 * Expiries are whole seconds in base 36.
 */
export class SignedUrls implements UrlSigner {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  uploadUrl(origin: string, uploadId: string, expiresAt: Date): string {
    const expiry = encodeTime(expiresAt.getTime());
    return `${origin}/uploads/${expiry}.${this.#sign('PUT', expiry, uploadId)}/${uploadId}`;
  }

  fileUrl(origin: string, key: string): string {
    return this.#fileUrl(origin, key, key.split('/').length);
  }

  folderFileUrl(origin: string, folder: string, path: string): string {
    return this.#fileUrl(origin, `${folder}/${path}`, folder.split('/').length);
  }

  sampleImageUrl(origin: string, datasetVersionId: string, place: number, maxSide: number | undefined): string {
    const expiry = this.#expiry();
    const subject = `${datasetVersionId}/${place}${maxSide === undefined ? '' : `-${maxSide}`}`;
    return `${origin}/samples/${expiry}.${this.#sign('IMAGE', expiry, subject)}/${subject}.png`;
  }

  insightsUrl(origin: string, modelId: string, { from, to, by }: InsightsRange): string {
    const expiry = this.#expiry();
    const subject = `${modelId}/${by}-${encodeTime(from.getTime())}-${encodeTime(to.getTime())}`;
    return `${origin}/insights/${expiry}.${this.#sign('INSIGHTS', expiry, subject)}/${subject}.csv`;
  }

  #fileUrl(origin: string, key: string, depth: number): string {
    const expiry = this.#expiry();
    const prefix = key.split('/').slice(0, depth).join('/');
    return `${origin}/files/${expiry}.${depth}.${this.#sign('GET', expiry, prefix)}/${key}`;
  }

  /** The upload's id in a path below `/uploads/`, where its signature holds. */
  readUploadPath(path: string): string | undefined {
    const [, expiry = '', signature = '', id = ''] = /^([0-9a-z]+)\.([\w-]+)\/([0-9a-f-]{36})$/.exec(path) ?? [];
    return this.#holds(signature, 'PUT', expiry, id) ? id : undefined;
  }

  /** The key and the expiry in a path below `/files/`, where its signature holds. Nothing in the path is decoded. */
  readFilePath(path: string): { key: string; expiresAt: Date } | undefined {
    const [, expiry = '', depth = '', signature = '', key = ''] = /^([0-9a-z]+)\.(\d{1,2})\.([\w-]+)\/([\w.\/-]+)$/.exec(path) ?? [];
    const prefix = key.split('/').slice(0, Number(depth)).join('/');
    return this.#holds(signature, 'GET', expiry, prefix) ? { key, expiresAt: new Date(decodeTime(expiry)) } : undefined;
  }

  /** What is in a path below `/samples/`, where its signature holds. */
  readSampleImagePath(path: string): { datasetVersionId: string; place: number; maxSide: number | undefined; expiresAt: Date } | undefined {
    const [, expiry = '', signature = '', subject = '', id = '', place = '', maxSide] = /^([0-9a-z]+)\.([\w-]+)\/(([0-9a-f-]{36})\/(\d{1,15})(?:-(\d{1,5}))?)\.png$/.exec(path) ?? [];
    if (!this.#holds(signature, 'IMAGE', expiry, subject)) return undefined;
    return { datasetVersionId: id, place: Number(place), maxSide: maxSide === undefined ? undefined : Number(maxSide), expiresAt: new Date(decodeTime(expiry)) };
  }

  /** What is in a path below `/insights/`, where its signature holds. */
  readInsightsPath(path: string): { modelId: string; range: InsightsRange } | undefined {
    const [, expiry = '', signature = '', subject = '', modelId = '', by = '', from = '', to = ''] = /^([0-9a-z]+)\.([\w-]+)\/(([0-9a-f-]{36})\/(DAY|WEEK)-([0-9a-z]+)-([0-9a-z]+))\.csv$/.exec(path) ?? [];
    if (!this.#holds(signature, 'INSIGHTS', expiry, subject)) return undefined;
    return { modelId, range: { from: new Date(decodeTime(from)), to: new Date(decodeTime(to)), by: by === 'WEEK' ? 'WEEK' : 'DAY' } };
  }

  /** The same address within an hour, so that browsers can keep the file; good for one to two hours. */
  #expiry(): string {
    return encodeTime(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS);
  }

  #sign(method: string, expiry: string, subject: string): string {
    return createHmac('sha256', this.#secret).update(`${method} ${expiry} ${subject}`).digest('base64url');
  }

  #holds(signature: string, method: string, expiry: string, subject: string): boolean {
    const given = Buffer.from(signature);
    const right = Buffer.from(this.#sign(method, expiry, subject));
    return subject !== '' && given.length === right.length && timingSafeEqual(given, right) && decodeTime(expiry) > Date.now();
  }
}

const encodeTime = (ms: number) => Math.ceil(ms / 1000).toString(36);
const decodeTime = (encoded: string) => parseInt(encoded, 36) * 1000;
