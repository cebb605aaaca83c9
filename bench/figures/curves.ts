/**
 * Draws the curves of bench/results as SVG: `node --import tsx bench/figures/curves.ts`.
 * gan-photos.jsonl is what `npm run bench -- gan-photos` printed,
 * flywheel-latent-N.jsonl what bench/quality.ts printed, keras-latent-N.txt what the peers' mnist_vae_keras.py printed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lineChart, type Curve } from './line-chart.ts';

const results = join(import.meta.dirname, '../results');
const images = join(import.meta.dirname, '../../docs/images');

const epochLine = z.object({ epoch: z.int(), 'validation/loss': z.number() });
const testLine = z.object({ test: z.object({ loss: z.number() }) });

async function flywheel(latentSize: number): Promise<Curve[]> {
  const text = await readFile(join(results, `flywheel-latent-${latentSize}.jsonl`), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line));
  const validation = lines.flatMap((line) => epochLine.safeParse(line).data ?? []).map((line) => ({ x: line.epoch, y: line['validation/loss'] }));
  const test = lines.flatMap((line) => testLine.safeParse(line).data ?? []).map((line) => ({ x: validation.length, y: line.test.loss }));
  return [
    { name: 'Flywheel, validation', colour: '#0b66c3', points: validation },
    { name: 'Flywheel, test', colour: '#0b66c3', points: test },
  ];
}

async function keras(latentSize: number): Promise<Curve> {
  const text = await readFile(join(results, `keras-latent-${latentSize}.txt`), 'utf8');
  const points = [...text.matchAll(/^epoch (\d+): test loss ([\d.]+)/gm)].map(([, epoch, loss]) => ({ x: Number(epoch), y: Number(loss) }));
  return { name: 'Keras example, test', colour: '#c2410c', points };
}

for (const latentSize of [2, 20]) {
  const svg = lineChart({
    title: `Latent size ${latentSize}: negative ELBO, nats per image`,
    xLabel: 'epoch',
    curves: [await keras(latentSize), ...(await flywheel(latentSize))],
  });
  await writeFile(join(images, `vae-latent-${latentSize}.svg`), svg);
}

const photoLine = z.object({ seconds: z.number(), 'validation/frechet_distance': z.number() });
const photos = (await readFile(join(results, 'gan-photos.jsonl'), 'utf8')).trim().split('\n').map((line) => photoLine.parse(JSON.parse(line)));
await writeFile(
  join(images, 'gan-photos.svg'),
  lineChart({
    title: 'Colour photographs, 64 × 64: Fréchet distance in the features of the small classifier',
    xLabel: 'minutes on two cores',
    curves: [{ name: 'GAN (HINGE), validation', colour: '#0b66c3', points: photos.map((line) => ({ x: line.seconds / 60, y: line['validation/frechet_distance'] })) }],
  }),
);
