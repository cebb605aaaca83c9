import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { openSamples } from '../../src/data/reading/open-samples.ts';
import type { DatasetKind } from '../../src/plugin/index.ts';
import { useBench } from './support.ts';

const bench = useBench();
const lines = (count: number, line: (index: number) => string) => Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join('\n'));

const versions: readonly [DatasetKind, string, Buffer][] = [
  ['TEXT', 'texts.csv', lines(400, (index) => (index === 0 ? 'text,label' : `"Größe ${'x'.repeat(index % 50)}, ${index}",${index % 3}`))],
  ['TEXT_PAIR', 'pairs.csv', lines(400, (index) => (index === 0 ? 'source,target' : `one ${index},eins ${index}`))],
  ['TABULAR', 'rows.csv', lines(400, (index) => (index === 0 ? 'size,colour,weight,label' : `${index % 7 === 0 ? '' : index / 3},${['red', 'blue', ''][index % 3]},${index * 1e-3},${index % 2}`))],
  ['INTERACTION', 'chosen.csv', lines(400, (index) => (index === 0 ? 'user,item,value,time' : `u${index % 20},i${index % 9},${index % 5},${index}`))],
];

test.each(versions)('%s that is too large for memory is read from a file, the same to the last bit, and the file is gone at once', async (kind, name, bytes) => {
  const { target, description } = await bench.importAs(kind, 'CSV', { [name]: bytes });
  if (description.kind === 'IMAGE') throw new Error('no images here');
  const before = (await readdir(tmpdir())).filter((one) => one.startsWith('flywheel-samples-'));
  const [memory, file] = [await openSamples(bench.store, target, description), await openSamples(bench.store, target, description, 0)];
  expect((await readdir(tmpdir())).filter((one) => one.startsWith('flywheel-samples-') && !before.includes(one))).toEqual([]);
  const positions = Uint32Array.from({ length: 399 }, (_, index) => (index * 101) % 399);
  for (const order of [positions, positions.slice().sort(), Uint32Array.of(5, 5, 398, 0, 1, 2)]) expect(await file.read(order)).toEqual(await memory.read(order));
  expect(file.labelsOf?.(positions)).toEqual(memory.labelsOf?.(positions));
  await Promise.all([memory.close(), file.close()]);
});
