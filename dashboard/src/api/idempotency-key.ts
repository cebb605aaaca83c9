import { useRef } from 'react';

/** An idempotency key: requests sent twice with the same one count once. 128 random bits, in insecure contexts too. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One key for one input: sent again after a lost answer or a second click, an unchanged form counts once. */
export function useIdempotencyKey(): (input: unknown) => string {
  const held = useRef({ input: '', key: '' });
  return (input) => {
    const text = JSON.stringify(input);
    if (held.current.input !== text) held.current = { input: text, key: newIdempotencyKey() };
    return held.current.key;
  };
}
