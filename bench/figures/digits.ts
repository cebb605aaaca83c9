/**
 * Draws an 8 × 8 grid of generated images as PNG from the published files of a VAE:
 * `node --import tsx bench/figures/digits.ts MODEL_FOLDER TARGET.png`. With latent size 2 the grid goes through the latent space
 * by the quantiles of the normal distribution; otherwise the images are random ones.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseValues, type ImageOutput } from 'flywheel/plugin';
import sharp from 'sharp';
import { executor } from '../../plugins/vae/executor.ts';
import { parseDescription } from '../../plugins/vae/model-description.ts';
import { prompt } from '../../plugins/vae/prompt.ts';
import { loadNative } from '../../src/tensor/native/load.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const SIDE = 8;
const GAP = 2;
const ENLARGED = 2;
/** Φ⁻¹((k + ½) / 8): points that cut the normal distribution into equal shares. */
const QUANTILES = [-1.534, -0.887, -0.489, -0.157, 0.157, 0.489, 0.887, 1.534];

const [folder, target] = process.argv.slice(2);
if (folder === undefined || target === undefined) throw new Error('Name the folder with the model, and the PNG to write.');

const { tf } = await loadNative();
const read = async (path: string) => new Uint8Array(await readFile(join(folder, path)));
const description = parseDescription(await read('flywheel.json'));
const dataset = { kind: 'IMAGE', image: description.image, classes: description.classes, counts: { TRAIN: 0, VALIDATION: 0, TEST: 0 } } as const;
const model = await executor.load({ readFile: read, dataset, ...createTensorTools(tf, 'TENSORFLOW', console.warn) });

const plane = QUANTILES.flatMap((y) => QUANTILES.map((x) => [x, -y]));
const parsed = parseValues(prompt, description.latentSize === 2 ? { latents: plane } : { count: SIDE * SIDE });
if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('; '));
const images: ImageOutput[] = [];
const context = { prompt: parsed.values, random: createRandom(tf, 'TENSORFLOW', 1), signal: new AbortController().signal, readImage: () => Promise.reject(new Error('A VAE reads no image.')) };
for await (const output of model.generate(context)) if (output.type === 'image') images.push(output);

const { width, height, channels } = description.image;
const grid = sharp({ create: { width: SIDE * (width + GAP) + GAP, height: SIDE * (height + GAP) + GAP, channels: 3, background: '#444' } }).composite(
  images.map(({ pixels }, k) => ({
    input: Buffer.from(pixels),
    raw: { width, height, channels: channels === 3 ? 3 : 1 },
    left: GAP + (k % SIDE) * (width + GAP),
    top: GAP + Math.floor(k / SIDE) * (height + GAP),
  })),
);
const { data, info } = await grid.png().toBuffer({ resolveWithObject: true });
await sharp(data).resize({ width: info.width * ENLARGED, kernel: 'nearest' }).png({ palette: true }).toFile(target);
