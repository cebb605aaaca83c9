import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../../support/flywheel.ts';
import { drawSampleDataset } from '../../../src/data/built-in/draw-sample-dataset.ts';
import { idxImages } from '../../support/idx.ts';
import { judgedBy } from '../../support/evaluate.ts';
import { importFiles } from '../../support/import-files.ts';
import { train } from '../../support/train.ts';
import { importDigits } from '../../support/trained-model.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

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
  const model = await train(app, await importDigits(app), { gan: { epochs: 1, batchSize: 64, filters: 8, latentSize: 4, conditional: true, loss: 'HINGE' } });
  expect(model.hyperparameters).toMatchObject({ loss: 'HINGE', spectralNormalization: true, generatorLearningRate: expect.any(Number) });
  expect(Object.keys(model.metrics)).toEqual(expect.arrayContaining(['test/frechet_distance', 'test/diversity', 'test/read_as_asked']));
  expect(await judgedBy(app, model.modelVersionId)).toEqual([{ name: 'coverage', better: 'HIGHER' }, { name: 'nearest_distance', better: 'LOWER' }]);
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

it('refuses images of an unfit size before a run is queued', async () => {
  const input = { datasetVersionId: await importWiderDigits(), algorithm: { gan: {} }, seed: 1 };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message path } } }', { input });
  expect(startTrainingRun.userErrors).toEqual([{ message: expect.stringContaining('images of 30×30 pixels; each side must be a multiple of 4 from 28 to 128'), path: expect.arrayContaining(['gan', 'filters']) }]);
}, 120_000);
