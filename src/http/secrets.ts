import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';

const SECRET_BYTES = 32;

/**
 * The secret that signed addresses are made with, and that keys of others are drawn from: kept in the home folder, readable by its owner alone, made at the
 * first start. Servers that share a home share it.
 */
export async function readOrMakeSigningSecret(home: string): Promise<Buffer> {
  const path = join(home, 'signing-secret');
  await mkdir(home, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(randomBytes(SECRET_BYTES).toString('hex'));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (secret.length !== SECRET_BYTES) throw new Problem(`${path} does not hold a signing secret; remove it and start again (signed addresses given out before end, and webhooks need new secrets).`);
  return secret;
}
