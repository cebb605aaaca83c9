import { csrfHeader } from './headers';

/**
 * Asks the server for a key of its own accord, which it gives to a browser on the same machine only.
 *
 * @returns null where the server wants a key to be typed in.
 */
export async function requestSession(): Promise<string | null> {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...csrfHeader },
    body: '{}',
  }).catch(() => null);
  if (!response?.ok) return null;
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'key' in body && typeof body.key === 'string' ? body.key : null;
}
