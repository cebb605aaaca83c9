import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());
const { append, dataset, finished, imported, open, samples, seal, sealed } = appending(() => app);

const BASE = 600;
async function withBase(): Promise<string> {
  const id = await dataset('TEXT');
  const base = await imported(id, 'JSONL', 'base.jsonl', jsonl(range(0, BASE).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  expect(base.status).toBe('READY');
  return id;
}

test('records appended while others seal at the same time get into exactly one version each', async () => {
  const id = await withBase();
  let appending = true;
  const appends = Promise.all(range(0, 4).map(async (writer) => {
    for (const call of range(0, 15)) {
      const from = BASE + (writer * 15 + call) * 100;
      expect(await append(id, range(from, from + 100).map(text))).toEqual({ accepted: 100, repeated: 0, userErrors: [] });
    }
  })).finally(() => (appending = false));
  const versions: string[] = [];
  const sealAgain = async () => {
    const answers = await Promise.all([seal(id), seal(id), seal(id)]);
    const made = answers.flatMap(({ datasetVersion }) => datasetVersion?.id ?? []);
    expect(made.length).toBeLessThanOrEqual(1);
    for (const { datasetVersion, userErrors } of answers) {
      if (!datasetVersion) expect(userErrors).toMatchObject([{ code: 'INVALID_STATE', message: expect.stringMatching(/is being sealed|No record was appended/) }]);
    }
    for (const version of made) expect(await finished(version)).toMatchObject({ status: 'READY' });
    versions.push(...made);
  };
  while (appending) await sealAgain();
  await appends;
  await sealAgain();
  expect(await open(id)).toMatchObject({ recordCount: 0 });
  const last = await samples({ id: versions.at(-1) ?? '' });
  const fresh = last.filter(({ file }) => file === 'records');
  expect(fresh.map(({ row }) => row).sort((a, b) => a - b)).toEqual(range(1, 6001));
  expect(new Set(fresh.map(({ entry }) => entry)).size).toBe(6000);
  expect(last).toHaveLength(BASE + 6000);
}, 180_000);

test('a seal whose worker is killed is done once all the same, and leaves no file behind', async () => {
  const id = await withBase();
  const watched = z.object({ datasetVersionUpdated: z.object({ status: z.string(), progress: z.number() }) });
  for (const [round, at] of [0, 0.3, 0.65].entries()) {
    const from = BASE + round * 5000;
    for (const part of range(0, 5)) await append(id, range(from + part * 1000, from + (part + 1) * 1000).map(text));
    const { datasetVersion } = await seal(id);
    for await (const news of follow(app, 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status progress } }', { id: datasetVersion?.id })) {
      if (watched.parse(news).datasetVersionUpdated.progress < at) continue;
      const worker = app.workers.at(-1)!;
      const gone = once(worker, 'exit');
      worker.kill('SIGKILL');
      await gone;
      break;
    }
    // What comes in the meantime waits for the next seal.
    await append(id, [{ ...text(1_000_000 + round), split: 'TRAIN' }]);
    await app.startWorker();
    const version = await finished(datasetVersion?.id ?? '');
    expect(version).toMatchObject({ status: 'READY', sampleCount: BASE + (round + 1) * 5000 + round });
    expect(await open(id)).toMatchObject({ recordCount: 1 });
    expect(await readdir(join(app.storeFolder, 'sealed-records')).catch(() => [])).toEqual([]);
  }
  const last = await samples(await sealed(id));
  expect(last.flatMap(({ file, row }) => (file === 'records' ? [row] : [])).sort((a, b) => a - b)).toEqual(range(1, 15_004));
}, 240_000);

test('a rejected seal is not passed over in silence', async () => {
  const id = await withBase();
  const [first] = await samples(await sealedWith(id, range(700, 720)));
  expect(first).toBeDefined();
  const shape = z.object({ setQualityThresholds: z.object({ userErrors: z.array(z.unknown()) }) });
  const strict = (thresholds: readonly unknown[]) => app.data(shape, 'mutation ($input: SetQualityThresholdsInput!) { setQualityThresholds(input: $input) { userErrors { message } } }', { input: { datasetId: id, thresholds } });
  await strict([{ check: 'DUPLICATES', info: 0, warning: 0, error: 0 }]);
  await append(id, [{ ...text(700), key: 'twice' }]);
  const rejected = await sealed(id);
  expect(rejected).toMatchObject({ status: 'REJECTED' });
  await append(id, [text(800)]);
  const { userErrors } = await seal(id);
  expect(userErrors).toEqual([{ code: 'INVALID_STATE', message: `Version ${rejected.number}, which earlier records were sealed into, is REJECTED: clean it first, or name the version to go on from by datasetVersionId.`, path: ['datasetVersionId'] }]);
  await strict([]);
  expect(await sealed(id, { datasetVersionId: rejected.id })).toMatchObject({ status: 'READY', parent: { id: rejected.id }, sampleCount: BASE + 22 });
});

test('the first seal after an import that starts anew says which records it does not have', async () => {
  const id = await withBase();
  await sealedWith(id, range(700, 720));
  await imported(id, 'JSONL', 'mended.jsonl', jsonl(range(0, BASE).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  expect(await sealedWith(id, [721])).toMatchObject({
    number: 4, sampleCount: BASE + 1,
    changes: [{ kind: 'ADD', count: 1, message: expect.stringMatching(/^1 record was added: .*\. 20 records of earlier seals \(the newest is version 2\) are not in it: it goes on from version 3, which was not made of them\.$/) }],
  });
  expect((await sealedWith(id, [722])).changes).toMatchObject([{ message: expect.not.stringContaining('not in it') }]);
});

async function sealedWith(id: string, indexes: readonly number[]) {
  await append(id, indexes.map(text));
  return sealed(id);
}

test('a record with a number near the end of what doubles are blocks no seal', async () => {
  const id = await dataset('TABULAR');
  const row = (x: number, index: number) => ({ key: `r${index}`, features: { x, y: index } });
  await append(id, [1e200, 5e-324, ...range(2, 80)].map(row));
  expect(await sealed(id)).toMatchObject({ status: 'READY', failure: null, sampleCount: 80 });
  await append(id, [row(-1.7e308, 80), row(Number.MAX_VALUE, 81)]);
  expect(await sealed(id)).toMatchObject({ status: 'READY', failure: null, sampleCount: 82 });
});
