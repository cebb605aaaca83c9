/**
 * Draws the loss curves of bench/results as SVG: `node --import tsx bench/figures/curves.ts`.
 * flywheel-latent-N.jsonl is what bench/quality.ts printed, keras-latent-N.txt what the peers' mnist_vae_keras.py printed.
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
