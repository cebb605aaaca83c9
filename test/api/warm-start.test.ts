import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type BalancedRun, tallyRun } from '../support/balanced-run.ts';
import { barImages } from '../support/bar-images.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importFiles } from '../support/import-files.ts';
import { importDigits } from '../support/trained-model.ts';

// A trainer's start takes seconds, and some tests have many.
vi.setConfig({ testTimeout: 240_000 });

const vae = { filters: 4, hiddenSize: 16, decoderHiddenSize: 16, batchSize: 8, learningRate: 0.01 };
const images = (counts: Parameters<typeof barImages>[0]) => importFiles(app, { kind: 'IMAGE', format: 'IDX', files: barImages(counts) });

let app: Flywheel;
let bars: string;
let first: BalancedRun;
let version: string;

beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: { FLYWHEEL_CONFIG: fileURLToPath(new URL('../support/plugins/balance.config.ts', import.meta.url)) } });
  bars = await images({ train: [30, 30], val: [6, 6], t10k: [6, 6] });
  first = await tallyRun(app, bars, { algorithm: { vae: { ...vae, epochs: 25 } } });
  version = await versionOf(first);
}, 180_000);
afterAll(() => app.stop());

const versionOf = async ({ id }: BalancedRun) =>
  (await app.data(z.object({ node: z.object({ modelVersion: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { modelVersion { id } } } }', { id })).node.modelVersion.id;

const refused = async (datasetVersionId: string, algorithm: Record<string, unknown>, initialModelVersionId = version) => {
  const shape = z.object({ startTrainingRun: z.object({ trainingRun: z.null(), userErrors: z.array(z.object({ code: z.string(), path: z.array(z.string()), message: z.string() })) }) });
  const input = { datasetVersionId, algorithm, initialModelVersionId };
  const { startTrainingRun } = await app.data(shape, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { code path message } } }', { input });
  return startTrainingRun.userErrors.map(({ code, path, message }) => [code, path.join('.'), message]);
};

it('a run goes on from a version: it begins near its loss, takes over what fixes the shapes, and says so, also after its trainer was killed', async () => {
  const settings = { initialModelVersionId: version, earlyStopping: { metric: 'validation/loss', patience: 1000 }, algorithm: { vae: { epochs: 4, batchSize: 8, learningRate: 0.001 } } };
  const quiet = await tallyRun(app, bars, settings);
  expect(quiet.run.hyperparameters).toMatchObject({ filters: 4, hiddenSize: 16, decoderHiddenSize: 16, latentSize: 2 });
  expect(quiet.logs).toContain('Goes on from version 1 of Variational autoencoder of A IMAGE.');
  expect(quiet.logs.filter((line) => line.includes('look too good'))).toEqual([]);
  const loss = (step: BalancedRun['steps'][number] | undefined) => step?.values['train/loss'] ?? NaN;
  expect(loss(quiet.steps[0])).toBeLessThan(loss(first.steps.at(-1)) + 0.3 * (loss(first.steps[0]) - loss(first.steps.at(-1))));
  const killed = await tallyRun(app, bars, { ...settings, killed: true });
  expect(killed.run.attempt).toBe(2);
  expect(killed.steps).toEqual(quiet.steps);

  const lineage = z.object({ node: z.object({ initialModelVersion: z.object({ id: z.string() }), modelVersion: z.object({ initialModelVersion: z.object({ id: z.string(), initialModelVersion: z.null() }) }) }) });
  const { node } = await app.data(lineage, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { initialModelVersion { id } modelVersion { initialModelVersion { id initialModelVersion { id } } } } } }', { id: quiet.id });
  expect([node.initialModelVersion.id, node.modelVersion.initialModelVersion.id]).toEqual([version, version]);
});

it('is refused before anything is queued, where the two do not go together', async () => {
  expect(await refused(bars, { vae: { filters: 8, conditional: true, latentSize: 2 } })).toEqual([
    ['INVALID_INPUT', 'algorithm.vae.conditional', 'conditional must be false to go on from version 1, not true.'],
    ['INVALID_INPUT', 'algorithm.vae.filters', 'filters must be 4 to go on from version 1, not 8.'],
  ]);
  expect(await refused(bars, { transformer: {} })).toEqual([['INVALID_INPUT', 'initialModelVersionId', 'Version 1 of Variational autoencoder of A IMAGE was made by vae; Transformer can only go on from what it has made itself.']]);
  expect(await refused(bars, { vae: {} }, 'x')).toEqual([['NOT_FOUND', 'initialModelVersionId', 'There is nothing with the id given as initialModelVersionId.']]);
  expect(await refused(bars, { tally: {} }, await versionOf(await tallyRun(app, bars, {})))).toEqual([['INVALID_INPUT', 'initialModelVersionId', 'Tally (tally 1.0.0) cannot go on from a model: it does not say that it does (warmStart). Leave initialModelVersionId out.']]);
  expect(await refused(await importDigits(app), { vae: {} })).toEqual([['INVALID_INPUT', 'initialModelVersionId', 'Version 1 of Variational autoencoder of A IMAGE was trained on images of 8 × 8 × 1; these are of 28 × 28 × 1.']]);
  // What is held out here was trained on there.
  const swapped = await images({ train: [30, 30], val: [6, 6], t10k: [6, 6], first: -60 });
  expect(await refused(swapped, { vae: {} })).toEqual([['INVALID_INPUT', 'initialModelVersionId', expect.stringMatching(/^This version cannot be gone on from here: \d+ images of this version's validation and test split were in its training data, so the measured quality would be too good\./)]]);
  // Another dataset with nothing of it: allowed, and told.
  const other = await images({ train: [30, 30], val: [3, 3], t10k: [3, 3], first: 5000 });
  const { logs } = await tallyRun(app, other, { initialModelVersionId: version, algorithm: { vae: { epochs: 1 } } });
  expect(logs.some((line) => line.endsWith('make what is measured here look too good.'))).toBe(true);
});
