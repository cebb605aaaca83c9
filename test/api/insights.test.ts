import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonl, range } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importFiles } from '../support/import-files.ts';
import { train } from '../support/train.ts';
import { labelOf, textOf, wheelEnvironment } from '../support/wheel.ts';

/** A study starts a process for each run and each evaluation. */
const SLOW_MS = 240_000;
const WORDS = 40;
let app: Flywheel;
let datasetVersionId: string;
let modelVersionId: string;
let modelId: string;

const row = (index: number, split: string, label = labelOf(index)) => ({ text: textOf(index, WORDS), label: label === 'card' ? '=card' : label, split });
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wheelEnvironment });
  const good = [...range(0, 120).map((at) => row(at, 'train')), ...range(1000, 1030).map((at) => row(at, 'validation')), ...range(2000, 2300).map((at) => row(at, 'test'))];
  // Says of each text what it is not.
  const bad = range(5000, 5090).map((at) => row(at, 'train', labelOf(at + 1)));
  datasetVersionId = await importFiles(app, { kind: 'TEXT', format: 'JSONL', columns: { label: 'label', split: 'split' }, files: { 'good.jsonl': jsonl(good), 'bad.jsonl': jsonl(bad) } });
  ({ modelVersionId } = await train(app, datasetVersionId, { bayes: {} }));
  modelId = (await app.data(z.object({ node: z.object({ model: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } } } }', { id: modelVersionId })).node.model.id;
}, SLOW_MS);
afterAll(() => app.stop());

const fault = z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() });
const payload = z.object({ study: z.object({ dataStudy: z.object({ id: z.string(), state: z.string() }).nullable(), userErrors: z.array(fault) }) });
async function start(mutation: 'startLearningCurve' | 'startSourceValues', options: Readonly<Record<string, unknown>> = {}) {
  const type = mutation === 'startLearningCurve' ? 'StartLearningCurveInput' : 'StartSourceValuesInput';
  return (await app.data(payload, `mutation ($input: ${type}!) { study: ${mutation}(input: $input) { dataStudy { id state } userErrors { code message path } } }`, { input: { modelVersionId, ...options } })).study;
}
const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const point = z.object({ samples: z.number(), value: z.number() });
const study = z.object({
  state: z.string(), progress: z.number(), failure: z.string().nullable(),
  trials: z.array(z.object({ subset: z.object({ share: z.number(), withoutSource: z.string().nullable() }).nullable(), evaluation: z.object({ state: z.string() }).nullable(), trainingRun: z.object({ id: z.string(), state: z.string(), subset: z.object({ share: z.number() }).nullable(), cost: z.object({ seconds: z.number(), amount: z.number().nullable() }) }) })),
  learningCurve: z.object({ metric: z.string(), samples: z.number(), points: z.array(point), doubled: estimate, thousandMore: estimate, curve: z.array(z.object({ samples: z.number() })), classes: z.array(z.object({ label: z.string(), samples: z.number(), thousandMore: estimate.nullable(), overallGain: estimate.nullable() })) }).nullable(),
  sourceValues: z.object({ value: z.number(), sources: z.array(z.object({ source: z.string(), samples: z.number(), without: z.number(), gain: z.number(), low: z.number(), high: z.number(), verdict: z.string() })) }).nullable(),
});
async function read(id: string) {
  const ESTIMATE = '{ value low high }';
  const query = `query ($id: ID!) { node(id: $id) { ... on DataStudy { state progress failure
    trials { subset { share withoutSource } evaluation { state } trainingRun { id state subset { share } cost { seconds amount } } }
    learningCurve { metric samples points { samples value } doubled ${ESTIMATE} thousandMore ${ESTIMATE} curve { samples } classes { label samples thousandMore ${ESTIMATE} overallGain ${ESTIMATE} } }
    sourceValues { value sources { source samples without gain low high verdict } } } } }`;
  return (await app.data(z.object({ node: study }), query, { id })).node;
}
const ended = (id: string) => Array.fromAsync(follow(app, 'subscription ($id: ID!) { dataStudyUpdated(dataStudyId: $id) { state progress } }', { id }));

describe('a learning curve', () => {
  test('trains on nested shares of each class, foretells, and keeps its models out of the list', async () => {
    const { dataStudy, userErrors } = await start('startLearningCurve', { shares: [1, 0.5, 0.25], repetitions: 1, idempotencyKey: 'curve' });
    expect(userErrors).toEqual([]);
    expect((await start('startLearningCurve', { shares: [1, 0.5, 0.25], repetitions: 1, idempotencyKey: 'curve' })).dataStudy?.id).toBe(dataStudy?.id);
    const seen = (await ended(dataStudy?.id ?? '')).length;
    const done = await read(dataStudy?.id ?? '');
    expect(done).toMatchObject({ state: 'SUCCEEDED', progress: 1, failure: null });
    expect(seen).toBeGreaterThan(2);
    expect(done.trials.map(({ trainingRun }) => trainingRun.subset?.share ?? 1)).toEqual([1, 0.5, 0.25]);
    const curve = done.learningCurve;
    expect(curve).toMatchObject({ metric: 'test/accuracy', samples: 210 });
    // 70 samples of each class; a quarter of those is 17.5.
    expect(curve?.points.map(({ samples }) => samples)).toEqual([210, 105, 54]);
    expect(curve?.points[0]?.value).toBeGreaterThan(curve?.points[2]?.value ?? 1);
    expect(curve?.doubled.low).toBeLessThanOrEqual(curve?.doubled.value ?? 0);
    expect(curve?.doubled.high).toBeGreaterThanOrEqual(curve?.doubled.value ?? 1);
    expect(curve?.thousandMore.value).toBeGreaterThan(0);
    expect(curve?.curve.map(({ samples }) => samples)).toEqual(expect.arrayContaining([210, 420, 840]));
    expect(curve?.classes.map(({ label, samples }) => [label, samples]).sort()).toEqual([['=card', 70], ['loan', 70], ['money', 70]]);
    const models = await app.data(z.object({ models: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }), '{ models(first: 50) { edges { node { id } } } }');
    expect(models.models.edges.map(({ node }) => node.id)).toEqual([modelId]);
  }, SLOW_MS);

  test('is canceled with its runs', async () => {
    const { dataStudy } = await start('startLearningCurve', { shares: [1, 0.5, 0.25], repetitions: 1 });
    const query = 'mutation ($id: ID!) { study: cancelDataStudy(input: { dataStudyId: $id }) { dataStudy { id state } userErrors { code message path } } }';
    for (const _ of [1, 2]) expect((await app.data(payload, query, { id: dataStudy?.id })).study.dataStudy?.state).toBe('CANCELED');
    for (const { trainingRun } of (await read(dataStudy?.id ?? '')).trials) expect(['CANCELED', 'CANCELING']).toContain(trainingRun.state);
  });

  test('fails where one of its runs is canceled, says which, and cancels the others', async () => {
    const { dataStudy } = await start('startLearningCurve', { shares: [1, 0.5, 0.25], repetitions: 1 });
    const id = dataStudy?.id ?? '';
    const last = (await read(id)).trials[2]?.trainingRun.id;
    await app.data(z.object({ cancelTrainingRun: z.object({ userErrors: z.array(fault).length(0) }) }), 'mutation ($id: ID!) { cancelTrainingRun(input: { trainingRunId: $id }) { userErrors { code message path } } }', { id: last });
    await ended(id);
    const { state, failure, trials } = await read(id);
    expect({ state, failure }).toEqual({ state: 'FAILED', failure: 'The run "25 % of the data" was canceled.' });
    for (const { trainingRun } of trials) expect(['CANCELED', 'CANCELING']).toContain(trainingRun.state);
  }, SLOW_MS);

  test('says what is wrong, and makes nothing', async () => {
    const faults = async (mutation: Parameters<typeof start>[0], options: Readonly<Record<string, unknown>>) => (await start(mutation, options)).userErrors.map(({ code, path }) => [code, path]);
    expect(await faults('startLearningCurve', { shares: [1, 0.5] })).toEqual([['INVALID_INPUT', ['shares']]]);
    expect(await faults('startLearningCurve', { shares: [1, 0.5, 0] })).toEqual([['INVALID_INPUT', ['shares']]]);
    expect(await faults('startLearningCurve', { shares: [1, 0.0001, 0.0002] })).toEqual([['INVALID_INPUT', ['shares']]]);
    expect(await faults('startLearningCurve', { repetitions: 6 })).toEqual([['INVALID_INPUT', ['repetitions']]]);
    expect(await faults('startSourceValues', { sources: ['absent.csv'] })).toEqual([['INVALID_INPUT', ['sources', '0']]]);
    expect(await faults('startSourceValues', { modelVersionId: Buffer.from('ModelVersion:0190a000-0000-7000-8000-000000000000').toString('base64') })).toEqual([['NOT_FOUND', ['modelVersionId']]]);
    const run = await app.data(z.object({ startTrainingRun: z.object({ userErrors: z.array(fault) }) }), 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { userErrors { code message path } } }', { input: { datasetVersionId, algorithm: { bayes: {} }, subset: { withoutSource: 'absent.csv' } } });
    expect(run.startTrainingRun.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['subset', 'withoutSource'], message: 'The training split has no samples of "absent.csv"; its sources are "good.jsonl", "bad.jsonl".' }]);
  });
});

test('the value of sources, through a kill of the worker: the good one helps, the bad one harms, and no run is made twice', async () => {
  const { dataStudy } = await start('startSourceValues');
  const id = dataStudy?.id ?? '';
  for await (const item of follow(app, 'subscription ($id: ID!) { dataStudyUpdated(dataStudyId: $id) { progress } }', { id })) {
    if (z.object({ dataStudyUpdated: z.object({ progress: z.number() }) }).parse(item).dataStudyUpdated.progress > 0.2) break;
  }
  for (const worker of app.workers) worker.kill('SIGKILL');
  await app.startWorker();
  await ended(id);
  const { state, failure, sourceValues, trials } = await read(id);
  expect({ state, failure }).toEqual({ state: 'SUCCEEDED', failure: null });
  expect(trials.map(({ subset }) => subset?.withoutSource ?? null)).toEqual([null, 'good.jsonl', 'bad.jsonl']);
  expect(sourceValues?.sources.map(({ source, samples, verdict }) => [source, samples, verdict])).toEqual([['good.jsonl', 120, 'HELPS'], ['bad.jsonl', 90, 'HARMS']]);
  const [good] = sourceValues?.sources ?? [];
  expect(good?.gain).toBeCloseTo((sourceValues?.value ?? 0) - (good?.without ?? 0), 9);
  expect(good?.low).toBeGreaterThan(0);
}, SLOW_MS);

const insights = z.object({ node: z.object({ insights: z.object({
  costs: z.object({ training: z.object({ count: z.number(), seconds: z.number(), amount: z.number().nullable() }), studies: z.object({ count: z.number(), amount: z.number().nullable(), currency: z.string().nullable() }), generations: z.object({ count: z.number(), seconds: z.number(), amountEach: z.number().nullable() }) }),
  satisfaction: z.array(z.object({ positive: z.number(), negative: z.number(), satisfaction: z.number(), low: z.number() })),
  events: z.array(z.object({ kind: z.string(), title: z.string(), reason: z.string().nullable() })),
  collectNext: z.array(z.object({ kind: z.string(), name: z.string(), reason: z.string(), gain: z.number().nullable() })),
  learningCurve: z.object({ id: z.string() }).nullable(), sourceValues: z.object({ id: z.string() }).nullable(), csvUrl: z.string(),
}) }) });

test('insights: what it cost by the prices of the owner, what people think and what happened, what to collect next, all of it as CSV', async () => {
  const mutate = (mutation: string, type: string, input: Readonly<Record<string, unknown>>) =>
    app.data(z.object({ done: z.object({ userErrors: z.array(fault) }) }), `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { userErrors { code message path } } }`, { input });
  expect((await mutate('setPrices', 'SetPricesInput', { currency: 'euro', perHour: -1 })).done.userErrors.map(({ path }) => path)).toEqual([['currency'], ['perHour']]);
  await mutate('setPrices', 'SetPricesInput', { currency: 'USD', perHour: 1, idempotencyKey: 'prices' });
  await mutate('setPrices', 'SetPricesInput', { currency: 'EUR', perHour: 3600 });
  // Sent again late, it must not bring back the dollars; with other prices its key is refused.
  expect((await mutate('setPrices', 'SetPricesInput', { currency: 'USD', perHour: 1, idempotencyKey: 'prices' })).done.userErrors).toEqual([]);
  expect((await mutate('setPrices', 'SetPricesInput', { currency: 'USD', perHour: 2, idempotencyKey: 'prices' })).done.userErrors.map(({ code }) => code)).toEqual(['IDEMPOTENCY_KEY_REUSED']);
  await mutate('setModelAlias', 'SetModelAliasInput', { modelId, alias: 'production', modelVersionId, reason: 'The first' });
  await mutate('evaluateModelVersion', 'EvaluateModelVersionInput', { modelVersionId, datasetVersionId, split: 'TEST' });
  const asked = await app.data(z.object({ generate: z.object({ generation: z.object({ id: z.string() }) }) }), 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } } }', { input: { modelId, prompt: { bayes: { text: 'hello' } }, waitSeconds: 60 } });
  await mutate('giveFeedback', 'GiveFeedbackInput', { generationId: asked.generate.generation.id, rating: 'POSITIVE' });
  const query = `query ($id: ID!) { node(id: $id) { ... on Model { insights(by: WEEK) {
    costs { training { count seconds amount } studies { count amount currency } generations { count seconds amountEach } } satisfaction { positive negative satisfaction low }
    events { kind title reason } collectNext { kind name reason gain } learningCurve { id } sourceValues { id } csvUrl } } } }`;
  const { insights: found } = (await app.data(insights, query, { id: modelId })).node;
  // 3,600 an hour is 1 a second.
  expect(found.costs.training.count).toBe(1);
  expect(found.costs.training.seconds).toBeGreaterThan(0);
  expect(found.costs.training.amount).toBeCloseTo(found.costs.training.seconds, 6);
  expect(found.costs.studies).toMatchObject({ count: 12, currency: 'EUR' });
  expect(found.costs.generations.amountEach).toBeCloseTo(found.costs.generations.seconds, 6);
  expect(found.satisfaction).toMatchObject([{ positive: 1, negative: 0, satisfaction: 1 }]);
  expect(found.events).toMatchObject([{ kind: 'PROMOTION', title: 'Version 1 into production', reason: 'The first' }]);
  expect(found.collectNext.find(({ kind, name }) => kind === 'SOURCE' && name === 'good.jsonl')?.gain).toBeGreaterThan(0);
  expect(found.collectNext.find(({ name }) => name === 'bad.jsonl')?.reason).toContain('look at them before you collect more');
  const gains = found.collectNext.flatMap(({ gain }) => gain ?? []);
  expect(gains).toEqual([...gains].sort((a, b) => b - a));
  const response = await fetch(found.csvUrl);
  const csv = await response.text();
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  for (const line of ['"costs","training",,"count",1,,,""', '"events","PROMOTION",', '"sources","bad.jsonl",,']) expect(csv).toContain(line);
  expect(csv).toContain('"\'=card"');
  expect(csv).not.toMatch(/(^|,)"=/m);
  expect((await fetch(found.csvUrl.replace('WEEK', 'DAY'))).status).toBe(404);
  const answer = await app.ask('query ($id: ID!) { node(id: $id) { ... on Model { insights(from: "2020-01-01T00:00:00Z") { csvUrl } } } }', { id: modelId });
  expect(answer.errors?.[0]?.message).toContain('At most 731 days');
}, SLOW_MS);
