import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { evaluate } from '../support/evaluate.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { train } from '../support/train.ts';
import { importDigits } from '../support/trained-model.ts';
import { wheeling } from '../support/wheel.ts';

let app: Flywheel;
let digits: string;
let model: Awaited<ReturnType<typeof train>>;
const settings = { batchSize: 64, filters: 8, latentSize: 4, conditional: true, loss: 'HINGE' };
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
  digits = await importDigits(app);
  model = await train(app, digits, { gan: { ...settings, epochs: 1 } });
}, 120_000);
afterAll(() => app.stop());
const { setPolicy, turn, until, cycles, relabel } = wheeling(() => app);

test('a policy promotes a version that covers more of the test images beyond chance', async () => {
  const { node } = await app.data(z.object({ node: z.object({ model: z.object({ id: z.string() }), trainingRun: z.object({ datasetVersion: z.object({ dataset: z.object({ id: z.string() }) }) }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } trainingRun { datasetVersion { dataset { id } } } } } }', { id: model.modelVersionId });
  await app.data(z.object({ setModelAlias: z.object({ userErrors: z.array(z.unknown()).length(0) }) }), 'mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { message } } }', { input: { modelId: node.model.id, alias: 'production', modelVersionId: model.modelVersionId } });
  const wheel = { modelId: node.model.id, modelVersionId: model.modelVersionId, datasetId: node.trainingRun.datasetVersion.dataset.id };
  const { flywheelPolicy, userErrors } = await setPolicy(wheel, { algorithm: { gan: { ...settings, epochs: 4 } }, metric: 'coverage', warmStart: true });
  expect(userErrors).toEqual([]);
  const policyId = flywheelPolicy?.id ?? '';
  await relabel(digits, 0, '1');
  expect((await turn(policyId)).userErrors).toEqual([]);
  expect((await until(policyId, 1)).at(-1)).toMatchObject({ state: 'PROMOTED', reason: expect.stringMatching(/^coverage is 0\.\d+, with production 0[.\d]*: better by/) });
  const [cycle] = await cycles(policyId);
  const candidate = cycle?.candidate?.id ?? '';
  const { metrics } = await evaluate(app, { modelVersionId: candidate, datasetVersionId: cycle?.datasetVersion?.id });
  expect(metrics.map(({ name }) => name)).toEqual(['test/coverage', 'test/nearest_distance', 'test/frechet_distance', 'test/diversity', 'test/read_as_asked']);
  expect(metrics[0]).toMatchObject({ value: cycle?.candidateValue, low: expect.any(Number) as unknown });
  expect(metrics[2]).toMatchObject({ low: null, high: null, better: null });
}, 300_000);
