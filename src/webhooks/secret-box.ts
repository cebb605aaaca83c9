import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretBox } from '../domain/ports.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Secrets under AES-256-GCM with a key drawn (HKDF-SHA256) from the server's own secret, which lies in its home and not in the database.
 * Sealed: a random nonce of 12 bytes, the tag of 16, the text. The owner is authenticated with it.
 */
export function openSecretBox(serverSecret: Buffer): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', serverSecret, '', 'flywheel webhook secrets', 32));
  return {
    seal(secret, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, owner) {
      const [nonce, tag, text] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES), sealed.subarray(NONCE_BYTES + TAG_BYTES)];
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner)).setAuthTag(tag);
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
