import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../domain/fault.ts';
import type { SampleBrowser } from '../domain/samples.ts';
import { sendFault } from './respond.ts';
import type { SignedUrls } from './signed-urls.ts';

/** Serves an image of a dataset version under a signed address, as PNG. Versions never change, so a browser may keep it. Any page may read it: the address is the permission. */
export async function serveSampleImage(request: IncomingMessage, response: ServerResponse, path: string, { samples, urls }: { samples: SampleBrowser; urls: SignedUrls }): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendFault(response, 405, 'METHOD_NOT_ALLOWED', 'Read the image by GET.', { allow: 'GET, HEAD' });
  const wanted = urls.readSampleImagePath(path);
  if (!wanted) return sendFault(response, 404, 'NOT_FOUND', 'This image address is not valid, or has expired; ask the API for a new one.');
  const png = await samples.png(wanted.datasetVersionId, wanted.place, wanted.maxSide).catch(asFault);
  if (png instanceof Fault) return sendFault(response, 404, 'NOT_FOUND', png.message);
  if (png === undefined) return sendFault(response, 404, 'NOT_FOUND', 'The dataset version has no such image.');
  response.writeHead(200, {
    'content-type': 'image/png',
    'content-length': png.byteLength,
    'cache-control': `private, max-age=${Math.max(0, Math.floor((wanted.expiresAt.getTime() - Date.now()) / 1000))}, immutable`,
    'content-security-policy': "default-src 'none'; sandbox",
  });
  response.end(request.method === 'HEAD' ? undefined : png);
}

function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}
