import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import type { AttemptResult } from '../domain/webhooks/record-attempt.ts';
import type { AllowedAddresses } from './allowed-addresses.ts';
import { hostOf } from './check-target.ts';
import { AddressRefused, pinnedLookup } from './pinned-lookup.ts';

/** From the look-up of the name to the answer's end. */
const MOST_MS = 10_000;
/** Of an answer; nobody reads it, but a connection that is read to its end closes well. */
const MOST_BYTES = 64 * 1024;

/**
 * Posts a message once: no redirect is followed, no proxy asked, and of the answer only the status is kept. The connection goes to an
 * address that is allowed, or is not made; without TLS to an allowed loopback address alone.
 */
export async function post(addresses: AllowedAddresses, target: string, headers: Readonly<Record<string, string>>, body: string): Promise<AttemptResult> {
  const began = performance.now();
  const ended = (status: number | null, failure: string | null): AttemptResult => ({ status, failure, seconds: (performance.now() - began) / 1000 });
  const url = new URL(target);
  const allows = url.protocol === 'https:' ? (address: string) => addresses.allows(address) : (address: string) => addresses.allowsLoopback(address);
  if (isIP(hostOf(url)) && !allows(hostOf(url))) return ended(null, notAllowed);
  try {
    const status = await statusOf(url, headers, body, allows);
    return ended(status, status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? `The receiver answered ${status}, a redirect, which is not followed.` : `The receiver answered ${status}.`);
  } catch (error) {
    return ended(null, reasonOf(error));
  }
}

function statusOf(url: URL, headers: Readonly<Record<string, string>>, body: string, allows: (address: string) => boolean): Promise<number> {
  const signal = AbortSignal.timeout(MOST_MS);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestTls : requestPlain;
    // `agent: false`: a connection of its own, which nothing was sent on before.
    const request = send(url, { method: 'POST', agent: false, signal, lookup: pinnedLookup(allows), headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' } }, (response) => {
      let bytes = 0;
      const done = () => resolve(response.statusCode ?? 0);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes <= MOST_BYTES) return;
        done();
        request.destroy();
      });
      // A status counts once it is there, whatever becomes of the rest; but what never ends is no answer.
      response.on('end', done);
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const notAllowed = 'The address is not a public one.';

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return notAllowed;
  if (!(error instanceof Error)) return 'The receiver could not be reached.';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `The receiver did not answer within ${MOST_MS / 1000} seconds.`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? (/CERT|SSL|TLS/.test(code) ? `The receiver's TLS certificate or connection is not right (${code}).` : `The receiver could not be reached${code === '' ? '' : ` (${code})`}.`);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address.',
  ECONNRESET: 'The receiver hung up without an answer.',
  ENOTFOUND: 'The name of the receiver cannot be looked up.',
  EAI_AGAIN: 'The name of the receiver cannot be looked up at the moment.',
  DEPTH_ZERO_SELF_SIGNED_CERT: "The receiver's TLS certificate is signed by itself.",
};
