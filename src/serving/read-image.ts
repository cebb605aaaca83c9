import { decodeImage } from '../data/archive/decode-image.ts';
import { limits } from '../data/limits.ts';
import { type GenerateContext, PromptError, type Specs, type Values } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { uploadKey } from '../store/keys.ts';

/** Reads the pictures that a prompt names, and no other upload. */
export function imageReader(store: BlobStore, specs: Specs, prompt: Values<Specs>): GenerateContext['readImage'] {
  const fields = new Map<unknown, string>();
  for (const [field, spec] of Object.entries(specs)) if (spec.kind === 'IMAGE_UPLOAD') fields.set(prompt[field], field);
  return async (uploadId) => {
    const field = fields.get(uploadId);
    if (field === undefined) throw new Error(`readImage takes the value of a prompt's IMAGE_UPLOAD field; ${JSON.stringify(uploadId)} is none.`);
    const key = uploadKey(uploadId);
    const sizeBytes = await store.sizeOf(key);
    if (sizeBytes === undefined) throw new PromptError(field, `The picture of ${field} is no longer stored. Upload it again.`);
    if (sizeBytes > limits.encodedImageBytes) throw new PromptError(field, `The picture of ${field} has ${sizeBytes} bytes; at most ${limits.encodedImageBytes} are read.`);
    const image = await decodeImage(await store.readAll(key));
    if ('reason' in image) throw new PromptError(field, `The picture of ${field} cannot be read: ${image.reason}.`);
    return image;
  };
}
