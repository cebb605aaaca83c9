import { parseArgs } from 'node:util';
import type { ImageOutput } from 'flywheel/plugin';
import { openBackend } from '../src/tensor/backend.ts';
import { createTensorTools } from '../src/tensor/tools.ts';
import { writeGrid } from './gan/grid.ts';
import { readImageFolders } from './gan/image-folders.ts';
import { contextOf, drawn, trained } from './gan/play.ts';

const SIDE = 8;

const options = {
  data: { type: 'string' },
  side: { type: 'string', default: '64' },
  minutes: { type: 'string', default: '4' },
  loss: { type: 'string', default: 'HINGE' },
  seed: { type: 'string', default: '1' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  out: { type: 'string' },
} as const;

/**
 * Trains a conditional GAN on colour images in folders (`train/CLASS`, `test/CLASS`) for some minutes, and shows what it draws
 * before and after: `npm run bench -- gan-photos --data FOLDER [--minutes 4] [--set filters=32] [--out NAME]`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.data === undefined) throw new Error('Say where the images are: --data FOLDER, with train/CLASS and test/CLASS in it.');
  const seed = Number(values.seed);
  const print = (line: object) => console.log(JSON.stringify(line));
  const data = await readImageFolders(values.data, Number(values.side));
  const { tf } = await openBackend('tensorflow');
  const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
  const settings = { conditional: true, epochs: 1000, loss: values.loss, ...Object.fromEntries(values.set.map((text) => text.split('=', 2)).map(([name, value]) => [name, JSON.parse(value ?? '')])) };

  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  const first: ImageOutput[] = [];
  const context = contextOf(tools, data, settings, seed, () => seconds() > 60 * Number(values.minutes));
  const { model } = await trained(context, (event) => {
    if (event.type === 'samples' && event.step === 0) first.push(...event.outputs.filter((output) => output.type === 'image'));
    if (event.type === 'log') print({ [event.level ?? 'INFO']: event.line });
    if (event.type === 'metrics' && 'validation/frechet_distance' in event.values) print({ step: event.step, ...event.values, seconds: seconds() });
  });
  const test = await model.evaluate({ data, split: 'TEST', random: context.random, signal: context.signal });
  print({ settings, seed, test, seconds: seconds(), rssMegabytes: Math.round(process.memoryUsage().rss / 1e6) });
  if (values.out === undefined) return;
  await writeGrid(first, SIDE, `${values.out}-before.png`);
  await writeGrid(await drawn({ model, context: tools, labels: data.classes, each: (SIDE * SIDE) / data.classes.length, seed: 7 }), SIDE, `${values.out}-after.png`);
}
