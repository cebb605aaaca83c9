import type { IncomingMessage } from 'node:http';

/** Bytes of a GraphQL request; documents and variables are small, files come by signed PUT. */
export const MAX_BODY_BYTES = 1_000_000;
const MAX_BODY_MS = 15_000;

export class BodyTooLarge extends Error {}
export class BodyTooSlow extends Error {}

/** Reads a whole body, at most MAX_BODY_BYTES and within 15 s, so that a slow sender holds nothing for long. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw new BodyTooLarge();
  const timer = setTimeout(() => request.destroy(new BodyTooSlow()), MAX_BODY_MS);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}
