import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../../support/flywheel.ts';
import { drawSampleDataset } from '../../../src/data/built-in/draw-sample-dataset.ts';
import { idxImages } from '../../support/idx.ts';
import { evaluate, judgedBy } from '../../support/evaluate.ts';
import { importFiles } from '../../support/import-files.ts';
import { train } from '../../support/train.ts';
import { importDigits } from '../../support/trained-model.ts';
import { wheeling } from '../../support/wheel.ts';

let app: Flywheel;
let digits: string;
let model: Awaited<ReturnType<typeof train>>;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
  digits = await importDigits(app);
  model = await train(app, digits, { gan: { ...settings, epochs: 1 } });
}, 120_000);
afterAll(() => app.stop());
const { setPolicy, turn, until, cycles, relabel } = wheeling(() => app);

const settings = { batchSize: 64, filters: 8, latentSize: 4, conditional: true, loss: 'HINGE' };
const SIDE = 28;
const WIDER = 30;

/** The drawn digits with a margin of one pixel. */
async function importWiderDigits(): Promise<string> {
  const files = Object.fromEntries(drawSampleDataset(7).map(({ filename, bytes }) => [filename, filename.includes('images') ? widened(bytes) : bytes]));
  return importFiles(app, { kind: 'IMAGE', format: 'IDX', files });
}

function widened(file: Uint8Array): Uint8Array {
  const pixels = file.subarray(16);
  return idxImages(Array.from({ length: pixels.length / SIDE ** 2 }, (_, k) => Uint8Array.from({ length: WIDER ** 2 }, (_, at) => {
    const [row, column] = [Math.floor(at / WIDER) - 1, (at % WIDER) - 1];
    return row < 0 || column < 0 || row >= SIDE || column >= SIDE ? 0 : (pixels[k * SIDE ** 2 + row * SIDE + column] ?? 0);
  })), WIDER, WIDER);
}

const way = z.object({ node: z.object({ gan: z.object({ latentSize: z.number(), loss: z.string(), conditional: z.boolean(), interpolate: z.array(z.array(z.number())).nullable(), wrong: z.array(z.array(z.number())).nullable() }) }) });
const generated = z.object({ generate: z.object({ userErrors: z.array(z.object({ message: z.string() })), generation: z.object({ state: z.string(), failure: z.string().nullable(), outputs: z.array(z.object({ conditionLabel: z.string().nullable(), width: z.number() })) }) }) });
const started = z.object({ startTrainingRun: z.object({ trainingRun: z.null(), userErrors: z.array(z.object({ message: z.string(), path: z.array(z.string()).nullable() })) }) });

it('trains, tells its metrics, goes a way through its latents, and draws it', async () => {
  expect(model.hyperparameters).toMatchObject({ loss: 'HINGE', spectralNormalization: true, generatorLearningRate: expect.any(Number) });
  expect(Object.keys(model.metrics)).toEqual(expect.arrayContaining(['test/frechet_distance', 'test/diversity', 'test/read_as_asked']));
  expect(model.files.map(({ path }) => path)).toEqual(expect.arrayContaining(['generator/model.json', 'discriminator/weights.bin', 'flywheel.json']));

  const { node } = await app.data(way, `query ($id: ID!) { node(id: $id) { ... on TrainingRun { gan { latentSize loss conditional
    interpolate(points: [[1, 0, 0, 0], [0, 1, 0, 0]], count: 5)
    wrong: interpolate(points: [[1, 0]], count: 5) } } } }`, { id: model.runId });
  expect(node.gan).toMatchObject({ latentSize: 4, loss: 'HINGE', conditional: true, wrong: null });
  expect(node.gan.interpolate).toHaveLength(5);

  const input = { modelVersionId: model.modelVersionId, prompt: { gan: { latents: node.gan.interpolate, label: '1' } }, waitSeconds: 30 };
  const { generate } = await app.data(generated, 'mutation ($input: GenerateInput!) { generate(input: $input) { userErrors { message } generation { state failure outputs { ... on ImageOutput { conditionLabel width } } } } }', { input });
  expect(generate.generation).toMatchObject({ state: 'SUCCEEDED', failure: null });
  expect(generate.generation.outputs).toEqual(Array.from({ length: 5 }, () => ({ conditionLabel: '1', width: 28 })));
}, 300_000);

it('a policy promotes a version that covers more of the test images beyond chance', async () => {
  const { node } = await app.data(z.object({ node: z.object({ model: z.object({ id: z.string() }), trainingRun: z.object({ datasetVersion: z.object({ dataset: z.object({ id: z.string() }) }) }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } trainingRun { datasetVersion { dataset { id } } } } } }', { id: model.modelVersionId });
  await app.data(z.object({ setModelAlias: z.object({ userErrors: z.array(z.unknown()).length(0) }) }), 'mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { message } } }', { input: { modelId: node.model.id, alias: 'production', modelVersionId: model.modelVersionId } });
  const wheel = { modelId: node.model.id, modelVersionId: model.modelVersionId, datasetId: node.trainingRun.datasetVersion.dataset.id };
  const { flywheelPolicy, userErrors } = await setPolicy(wheel, { algorithm: { gan: { ...settings, epochs: 6 } }, metric: 'coverage' });
  expect(userErrors).toEqual([]);
  const policyId = flywheelPolicy?.id ?? '';
  await relabel(digits, 0, '1');
  expect((await turn(policyId)).userErrors).toEqual([]);
  expect((await until(policyId, 1)).at(-1)).toMatchObject({ state: 'PROMOTED', reason: expect.stringMatching(/^coverage is 0\.\d+, with production 0[.\d]*: better by/) });
  const [cycle] = await cycles(policyId);
  const candidate = cycle?.candidate?.id ?? '';
  expect(await judgedBy(app, candidate)).toEqual([{ name: 'coverage', better: 'HIGHER' }, { name: 'nearest_distance', better: 'LOWER' }]);
  const { metrics } = await evaluate(app, { modelVersionId: candidate, datasetVersionId: cycle?.datasetVersion?.id });
  expect(metrics.map(({ name }) => name)).toEqual(['test/coverage', 'test/nearest_distance', 'test/frechet_distance', 'test/diversity', 'test/read_as_asked']);
  expect(metrics[0]).toMatchObject({ value: cycle?.candidateValue, low: expect.any(Number) as unknown });
  expect(metrics[2]).toMatchObject({ low: null, high: null, better: null });
}, 300_000);

it('refuses images of an unfit size before a run is queued', async () => {
  const input = { datasetVersionId: await importWiderDigits(), algorithm: { gan: {} }, seed: 1 };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message path } } }', { input });
  expect(startTrainingRun.userErrors).toEqual([{ message: expect.stringContaining('images of 30×30 pixels; each side must be a multiple of 4 from 28 to 128'), path: expect.arrayContaining(['gan', 'filters']) }]);
}, 120_000);
