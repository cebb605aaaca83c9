import { createHash, randomBytes } from 'node:crypto';

/** Recognisable in a text (secret scanners look for prefixes), and 256 bits of randomness. */
export const newSecret = () => `fw_${randomBytes(32).toString('base64url')}`;

/** SHA-256, hex: what is stored of a key. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex');
