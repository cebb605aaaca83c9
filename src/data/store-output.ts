import sharp from 'sharp';
import type { StoredImage, StoredOutput } from '../domain/stored-output.ts';
import type { ImageOutput } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { limits } from './limits.ts';
import { MAX_TEXT, parseStorable, textProblem } from './storable.ts';

/** A plugin made something that cannot be kept; the message names the plugin, the place and what is wrong, for whoever asked. */
export class UnfitOutput extends Error {}

/** Who made an output, and which one it is, for messages: `output 3`, `sample 1 of step 200`. */
export interface OutputSource {
  readonly plugin: string;
  readonly place: string;
}

/** Checks what a plugin made, and stores a picture as PNG; all else is kept as the result stands. */
export async function storeOutput(store: BlobStore, key: string, output: unknown, source: OutputSource): Promise<StoredOutput> {
  if (isImage(output)) return storeImage(store, key, output, source);
  const parsed = parseStorable(output);
  if ('problem' in parsed) throw unfit(source, parsed.problem);
  return parsed.output;
}

/** A piece of a text, checked as a whole text is. */
export function checkTextPart(text: unknown, source: OutputSource): string {
  const problem = textProblem(text, MAX_TEXT);
  if (problem !== undefined || typeof text !== 'string') throw unfit(source, `its text ${problem ?? 'is none'}`);
  return text;
}

/** Only what is told in `type`: the rest is checked, not believed. */
function isImage(output: unknown): output is ImageOutput {
  return typeof output === 'object' && output !== null && 'type' in output && output.type === 'image';
}

async function storeImage(store: BlobStore, key: string, { width, height, channels, pixels, conditionLabel }: ImageOutput, source: OutputSource): Promise<StoredImage> {
  const sides = [width, height].every((side) => Number.isInteger(side) && side >= 1);
  if (!sides || width * height > limits.pixels) throw unfit(source, `an image of ${height} × ${width} pixels; from 1 × 1 to ${limits.pixels} in all would be right`);
  if (channels !== 1 && channels !== 3) throw unfit(source, `an image of ${channels} channels; 1 (gray) or 3 (RGB) would be right`);
  const expected = height * width * channels;
  if (!(pixels instanceof Uint8Array) || pixels.length !== expected) throw unfit(source, `an image of ${pixels?.length ?? 'no'} bytes; a Uint8Array of ${height} × ${width} × ${channels} = ${expected} would be right`);
  const problem = conditionLabel === undefined ? undefined : textProblem(conditionLabel, MAX_TEXT);
  if (problem !== undefined) throw unfit(source, `its conditionLabel ${problem}`);
  await store.write(key, await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer());
  return { type: 'image', key, width, height, conditionLabel: conditionLabel ?? null };
}

const unfit = ({ plugin, place }: OutputSource, problem: string) => new UnfitOutput(`The plugin ${plugin} made ${place}, which cannot be stored: ${problem}.`);
