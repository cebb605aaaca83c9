import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { drawSampleDataset } from '../../src/data/built-in/draw-sample-dataset.ts';
import { zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { idxFile, idxImages, idxLabels } from '../support/idx.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const dataset = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
const version = z.object({ id: z.string(), status: z.string(), failure: z.string().nullable(), digest: z.string().nullable(), sampleCount: z.number().nullable(), quality: z.object({ verdict: z.string(), findings: z.array(z.object({ check: z.string(), severity: z.string() })) }).nullable() });
type Version = z.infer<typeof version>;
const imported = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });

async function importFiles(files: Record<string, Uint8Array>, format = 'IDX'): Promise<Version> {
  const { createDataset } = await app.data(dataset, 'mutation { createDataset(input: { name: "test", kind: IMAGE }) { dataset { id } } }');
  const uploadIds = [];
  for (const [filename, bytes] of Object.entries(files)) uploadIds.push(await app.upload(filename, bytes));
  const input = { datasetId: createDataset.dataset.id, uploadIds, format };
  const { importDataset } = await app.data(imported, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }', { input });
  const query = 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { id status failure digest sampleCount quality { verdict findings { check severity } } } }';
  const seen = await Array.fromAsync(follow(app, query, { id: importDataset.datasetVersion?.id }));
  return z.object({ datasetVersionUpdated: version }).parse(seen.at(-1)).datasetVersionUpdated;
}

const startRun = 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id state } userErrors { code message path } } }';
const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
const drawn = () => Object.fromEntries(drawSampleDataset(7).map(({ filename, bytes }) => [filename, bytes]));
const picture = (seed: number) => Uint8Array.from({ length: 784 }, (_, index) => (index * seed) % 251);

describe('bad files become FAILED versions that say why', () => {
  const images = idxImages([picture(3), picture(5)], 28, 28);
  test.each<[string, Record<string, Uint8Array>, string, RegExp]>([
    ['a truncated gzip', { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 60) }, 'IDX', /train-images-idx3-ubyte\.gz/],
    ['a wrong magic number', { 'train-images-idx3-ubyte': Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) }, 'IDX', /train-images-idx3-ubyte/],
    ['another number type', { 'train-images-idx3-ubyte': idxFile({ type: 0x0d, dimensions: [1, 1, 1], bytes: new Uint8Array(4) }) }, 'IDX', /train-images-idx3-ubyte/],
    ['labels of another count', { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idxLabels([1, 2, 3]) }, 'IDX', /2.*3|3.*2/],
    ['a text named .gz', { 'train-images-idx3-ubyte.gz': new TextEncoder().encode('hello, I am a text') }, 'IDX', /train-images-idx3-ubyte\.gz/],
    ['a path out of the archive', { 'pictures.zip': zipArchive([{ name: '../evil.png', bytes: new Uint8Array(8) }]) }, 'IMAGE_ARCHIVE', /\.\.\/evil\.png/],
  ])('%s', async (_name, files, format, message) => {
    const result = await importFiles(files, format);
    expect(result).toMatchObject({ status: 'FAILED', digest: null, sampleCount: null, quality: null });
    expect(result.failure).toMatch(message);
    expect(result.failure).not.toMatch(/node_modules|\.ts:|Error:/);
  });
});

describe('the quality gate', () => {
  test('a run on a REJECTED version is refused with what is wrong', async () => {
    const same = Array.from({ length: 200 }, () => picture(3));
    const rejected = await importFiles({ 'train-images-idx3-ubyte': idxImages(same, 28, 28), 'train-labels-idx1-ubyte': idxLabels(same.map((_, index) => index % 2)) });
    expect(rejected).toMatchObject({ status: 'REJECTED', quality: { verdict: 'FAILED' } });
    const answer = await app.ask(startRun, { input: { datasetVersionId: rejected.id, algorithm: { vae: {} } } });
    expect(answer.data).toMatchObject({ startTrainingRun: { trainingRun: null, userErrors: [{ code: 'QUALITY_GATE_FAILED', path: ['datasetVersionId'] }] } });
  });
});

describe('from files to feedback', () => {
  test('import, train, follow, generate, rate', async () => {
    const first = await importFiles(drawn());
    expect(first).toMatchObject({ status: 'READY', sampleCount: 6000, quality: { verdict: 'PASSED' } });
    expect((await importFiles(drawn())).digest).toBe(first.digest);

    const outOfRange = await app.ask(startRun, { input: { datasetVersionId: first.id, algorithm: { vae: { epochs: 0, latentSize: 100_000 } } } });
    expect(outOfRange.data).toMatchObject({
      startTrainingRun: { trainingRun: null, userErrors: [{ code: 'INVALID_INPUT', path: ['algorithm', 'vae', 'epochs'] }, { code: 'INVALID_INPUT', path: ['algorithm', 'vae', 'latentSize'] }] },
    });

    const vae = { epochs: 2, filters: 8, hiddenSize: 32, decoderHiddenSize: 32 };
    const { startTrainingRun } = await app.data(started, startRun, { input: { datasetVersionId: first.id, algorithm: { vae }, seed: 1, name: 'Small' } });
    const events = 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { cursor caughtUp events { __typename ... on TrainingRunStateChanged { state attempt } ... on MetricsLogged { step values { name value } } ... on SamplesMade { step outputs { ... on ImageOutput { url width } } } ... on CheckpointSaved { step } } } }';
    const batch = z.object({ trainingRunEvents: z.object({ cursor: z.string(), events: z.array(z.record(z.string(), z.unknown())) }) });
    const live = (await Array.fromAsync(follow(app, events, { id: startTrainingRun.trainingRun.id }))).flatMap((answer) => batch.parse(answer).trainingRunEvents.events);
    expect(live.filter((event) => event['__typename'] === 'TrainingRunStateChanged').map((event) => event['state'])).toEqual(['QUEUED', 'STARTING', 'RUNNING', 'SUCCEEDED']);
    expect(live.some((event) => event['__typename'] === 'SamplesMade')).toBe(true);

    const stored = await app.data(batch, events.replace('subscription', 'query').replace('trainingRunId: $id', 'trainingRunId: $id, first: 1000'), { id: startTrainingRun.trainingRun.id });
    expect(stored.trainingRunEvents.events.length).toBe(live.length);

    const done = z.object({ node: z.object({ progress: z.object({ dataWaitShare: z.number().nullable() }), metrics: z.array(z.object({ name: z.string(), points: z.array(z.object({ step: z.number(), value: z.number() })) })), modelVersion: z.object({ id: z.string(), metrics: z.array(z.object({ name: z.string(), value: z.number() })), files: z.array(z.object({ path: z.string(), url: z.string(), sha256: z.string() })) }) }) });
    const { node } = await app.data(done, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { progress { dataWaitShare } metrics { name points { step value } } modelVersion { id metrics { name value } files { path url sha256 } } } } }', { id: startTrainingRun.trainingRun.id });
    expect(node.metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(['train/loss', 'train/reconstruction', 'train/kl', 'validation/loss']));
    expect(node.progress.dataWaitShare, 'training waits for data').toBeLessThan(0.2);
    const loss = node.metrics.find(({ name }) => name === 'train/loss')?.points ?? [];
    expect(loss.at(-1)?.value).toBeLessThan(loss[0]?.value ?? 0);
    expect(node.modelVersion.metrics.map(({ name }) => name)).toContain('test/loss');
    expect(node.modelVersion.files.map(({ path }) => path)).toContain('decoder/model.json');

    const generated = z.object({ generate: z.object({ generation: z.object({ id: z.string(), state: z.string(), outputs: z.array(z.object({ url: z.string(), width: z.number() })) }) }) });
    const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state outputs { ... on ImageOutput { url width } } } userErrors { code message path } } }';
    const { generate: made } = await app.data(generated, generate, { input: { modelVersionId: node.modelVersion.id, prompt: { vae: { count: 3, seed: 5 } }, waitSeconds: 60 } });
    expect(made.generation).toMatchObject({ state: 'SUCCEEDED', outputs: [{ width: 28 }, { width: 28 }, { width: 28 }] });
    const png = await fetch(made.generation.outputs[0]?.url ?? '');
    expect(png.headers.get('content-type')).toBe('image/png');

    const give = 'mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { feedback { id rating } userErrors { code path } } }';
    const input = { generationId: made.generation.id, rating: 'POSITIVE', idempotencyKey: 'thumb' };
    await Promise.all([app.ask(give, { input }), app.ask(give, { input })]);
    const summary = await app.ask('query ($id: ID!) { node(id: $id) { ... on ModelVersion { feedbackSummary { count positive satisfaction satisfactionLow } } } }', { id: node.modelVersion.id });
    expect(summary.data).toMatchObject({ node: { feedbackSummary: { count: 1, positive: 1, satisfaction: 1 } } });

    const empty = await app.ask(give, { input: { generationId: made.generation.id } });
    expect(empty.data).toMatchObject({ giveFeedback: { feedback: null, userErrors: [{ code: 'INVALID_INPUT' }] } });
    const nul = await app.ask(generate, { input: { modelVersionId: node.modelVersion.id, prompt: { vae: { label: '\u0000' } } } });
    expect(nul.data).toMatchObject({ generate: { generation: null, userErrors: [{ code: 'INVALID_INPUT', path: ['prompt', 'vae', 'label'] }] } });
    const model = node.modelVersion.files.find(({ path }) => path === 'decoder/model.json')?.url ?? '';
    for (const wrong of [`${model}/x`, model.replace(/[^/]+$/, ''), `${model}.missing`]) expect((await fetch(wrong)).status).toBe(404);
    const unknownLabel = await app.ask(generate, { input: { modelVersionId: node.modelVersion.id, prompt: { vae: { label: '7' } }, waitSeconds: 60 } });
    expect(unknownLabel.data).toMatchObject({ generate: { generation: { state: 'FAILED', outputs: [] } } });
  }, 240_000);

  test('a waiting run is canceled at once, a running one within 10 s', async () => {
    const ready = await importFiles(drawn());
    const input = { datasetVersionId: ready.id, algorithm: { vae: { epochs: 1000 } }, seed: 1 };
    const { startTrainingRun: running } = await app.data(started, startRun, { input });
    const { startTrainingRun: waiting } = await app.data(started, startRun, { input });
    const states = 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { __typename ... on TrainingRunStateChanged { state } } } }';
    const cancel = 'mutation ($id: ID!) { cancelTrainingRun(input: { trainingRunId: $id }) { trainingRun { state } userErrors { code } } }';
    expect((await app.ask(cancel, { id: waiting.trainingRun.id })).data).toMatchObject({ cancelTrainingRun: { trainingRun: { state: 'CANCELED' } } });
    let askedAt = 0;
    for await (const answer of follow(app, states, { id: running.trainingRun.id })) {
      if (askedAt === 0 && JSON.stringify(answer).includes('"RUNNING"')) {
        askedAt = performance.now();
        expect((await app.ask(cancel, { id: running.trainingRun.id })).data).toMatchObject({ cancelTrainingRun: { trainingRun: { state: 'CANCELING' } } });
      }
    }
    expect(performance.now() - askedAt).toBeLessThan(10_000);
    const after = await app.ask('query ($id: ID!) { node(id: $id) { ... on TrainingRun { state } } }', { id: running.trainingRun.id });
    expect(after.data).toEqual({ node: { state: 'CANCELED' } });
  }, 120_000);
});
