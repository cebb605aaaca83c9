import { v7 } from 'uuid';
import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { Upload } from '../entities/upload.ts';
import { Fault } from '../fault.ts';
import { lineInput } from '../text-input.ts';

export const MAX_UPLOAD_BYTES = 50e9;
const EXPIRES_AFTER_MS = 24 * 3600_000;

export interface CreateUploadInput {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Announces a file. Its bytes follow by HTTP PUT to the upload's signed address. */
export async function createUpload({ em }: Services, caller: Caller, input: CreateUploadInput, freeBytes: number): Promise<Upload> {
  const filename = lineInput(input.filename, 'filename', 255);
  const { sizeBytes } = input;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1) throw new Fault('INVALID_INPUT', 'sizeBytes must be a whole number of bytes, 1 or more.', ['sizeBytes']);
  if (sizeBytes > MAX_UPLOAD_BYTES) throw new Fault('INVALID_INPUT', `sizeBytes must be at most ${MAX_UPLOAD_BYTES}.`, ['sizeBytes']);
  if (sizeBytes > freeBytes) throw new Fault('CAPACITY', `The server has ${Math.floor(freeBytes / 1e6)} MB of disk left, too little for this file.`, ['sizeBytes']);
  if (!/^[0-9a-f]{64}$/i.test(input.sha256)) throw new Fault('INVALID_INPUT', 'sha256 must be 64 hexadecimal digits.', ['sha256']);
  return write(em, async (tx) =>
    tx.create(Upload, {
      id: v7(),
      project: tx.getReference(Project, caller.projectId, { wrapped: true }),
      filename,
      sizeBytes,
      sha256: input.sha256.toLowerCase(),
      expiresAt: new Date(Date.now() + EXPIRES_AFTER_MS),
    }),
  );
}
