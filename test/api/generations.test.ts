import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importDigits } from '../support/trained-model.ts';
import { GENERATE, generateWords, trainWords, wordsEnvironment } from '../support/words-model.ts';

let app: Flywheel;
let datasetVersionId: string;
let model: { runId: string; modelVersionId: string };

beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wordsEnvironment });
  datasetVersionId = await importDigits(app);
  model = await trainWords(app, datasetVersionId);
}, 120_000);
afterAll(() => app.stop());

const make = (words: Record<string, unknown>) => generateWords(app, model.modelVersionId, words, 60);
const refuse = async (words: Record<string, unknown>) => (await app.ask(GENERATE, { input: { modelVersionId: model.modelVersionId, prompt: { words } } })).data;

describe('training', () => {
  test('shows samples of every kind, and lines with a level', async () => {
    const log = z.object({ trainingRunEvents: z.object({ events: z.array(z.record(z.string(), z.unknown())) }), node: z.object({ hyperparameters: z.record(z.string(), z.unknown()), samples: z.array(z.record(z.string(), z.unknown())) }) });
    const outputs = '{ __typename ... on TextOutput { text } ... on ClassificationOutput { label probabilities { label probability } } ... on RecommendationOutput { items { item score } } }';
    const query = `query ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { __typename ... on LogWritten { line level } ... on SamplesMade { outputs ${outputs} } } } node(id: $id) { ... on TrainingRun { hyperparameters samples ${outputs} } } }`;
    const { trainingRunEvents, node } = await app.data(log, query, { id: model.runId });
    expect(trainingRunEvents.events).toContainEqual({ __typename: 'LogWritten', line: 'a width of 28', level: 'INFO' });
    expect(trainingRunEvents.events).toContainEqual({ __typename: 'LogWritten', line: 'look \uFFFDhere', level: 'WARNING' });
    const samples = [
      { __typename: 'TextOutput', text: 'once upon a time' },
      { __typename: 'ClassificationOutput', label: 'cat', probabilities: [{ label: 'cat', probability: 0.75 }, { label: 'dog', probability: 0.25 }] },
      { __typename: 'RecommendationOutput', items: [{ item: 'Casablanca', score: 2.5 }] },
    ];
    expect(trainingRunEvents.events).toContainEqual({ __typename: 'SamplesMade', outputs: samples });
    expect(node.samples).toEqual(samples);
    expect(node.hyperparameters, 'complete, the fitted width too').toEqual({ width: 28, fit: 'RIGHT', samples: 'RIGHT' });
  });

  test('of a plugin that tells a text which cannot be stored fails with the plugin, the place and the reason', async () => {
    const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
    const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } } }', { input: { datasetVersionId, algorithm: { words: { samples: 'NUL' } } } });
    const query = 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state failure } } }';
    await expect.poll(async () => (await app.ask(query, { id: startTrainingRun.trainingRun.id })).data, { timeout: 60_000 }).toMatchObject({ node: { state: 'FAILED' } });
    const { data } = await app.ask(query, { id: startTrainingRun.trainingRun.id });
    expect(data).toEqual({ node: { state: 'FAILED', failure: 'The plugin words made sample 1 of step 1, which cannot be stored: its text holds the character NUL, which cannot be stored.' } });
  }, 90_000);

  test.each([
    [{ width: 29 }, { code: 'INVALID_INPUT', path: ['algorithm', 'words', 'width'], message: 'width must be at most 28, the width of the images.' }],
    [{ fit: 'THROWS' }, { code: 'INVALID_STATE', path: ['algorithm', 'words'], message: "The plugin words 1.0.0 (Words) could not fit its hyper-parameters to this dataset version: the fit went wrong. This is a fault of the plugin's fitHyperparameters." }],
    [{ fit: 'NONSENSE' }, { code: 'INVALID_STATE', path: ['algorithm', 'words'], message: "The plugin words 1.0.0 (Words) could not fit its hyper-parameters to this dataset version: it answered neither values nor issues. This is a fault of the plugin's fitHyperparameters." }],
    [{ fit: 'OUT_OF_RANGE' }, { code: 'INVALID_STATE', path: ['algorithm', 'words'], message: "The plugin words 1.0.0 (Words) could not fit its hyper-parameters to this dataset version: it chose what it does not allow itself: width must be at most 100, not 1000. This is a fault of the plugin's fitHyperparameters." }],
  ])('with hyper-parameters that do not suit the data is refused (%j)', async (words, error) => {
    const { data } = await app.ask('mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { code path message } } }', { input: { datasetVersionId, algorithm: { words } } });
    expect(data).toEqual({ startTrainingRun: { trainingRun: null, userErrors: [error] } });
  });
});

describe('a generation', () => {
  test('can be classes and recommendations', async () => {
    const classes = await make({ make: 'CLASSES' });
    expect(classes).toMatchObject({ state: 'SUCCEEDED', outputs: [{ __typename: 'ClassificationOutput', label: 'cat', probabilities: [{ label: 'cat', probability: 0.7 }, { label: 'dog', probability: 0.2 }, { label: 'owl', probability: 0.1 }] }] });
    const items = await make({ make: 'ITEMS' });
    expect(items).toMatchObject({ state: 'SUCCEEDED', outputs: [{ __typename: 'RecommendationOutput', items: [{ item: 'Casablanca', score: 2.5 }, { item: 'Vertigo', score: -1 }] }] });
  });

  test('takes a text, a list of texts and a record', async () => {
    const prompt = { text: 'Grüße 👋', texts: ['a', 'b'], features: { age: 3.5, name: 'Ada', member: true, note: null } };
    const { outputs } = await make({ make: 'ECHO', ...prompt });
    expect(JSON.parse(z.string().parse(outputs[0]?.['text']))).toEqual(prompt);
  });

  test.each([
    ['texts', ['a', 'b', 'c', 'd'], 'texts must have at most 3 texts, not 4.'],
    ['texts', ['a'.repeat(21)], 'texts must have at most 20 characters.'],
    ['features', ['a'], 'features must be an object of names with a value each.'],
    ['features', { age: [1] }, 'features "age" must be text, a finite number, true, false or null.'],
    ['text', '\u0000', 'text must not hold NUL or half characters.'],
  ])('is refused where %s is wrong (%j)', async (field, value, message) => {
    expect(await refuse({ make: 'ECHO', [field]: value })).toEqual({ generate: { generation: null, userErrors: [{ code: 'INVALID_INPUT', message, path: ['prompt', 'words', field] }] } });
  });

  test.each([
    ['HALF_CHARACTER', 'a part of output 1, which cannot be stored: its text holds half a character'],
    ['WRONG_SUM', 'output 1, which cannot be stored: its probabilities sum to 0.5000, not to 1'],
    ['NOT_A_NUMBER', 'output 1, which cannot be stored: its items.0.score is no finite number'],
    ['UNKNOWN', 'output 1, which cannot be stored: its type is none of image, text, classification, recommendation'],
  ])('fails with plugin and place where the plugin makes something wrong (%s)', async (wrong, sentence) => {
    const generation = await make({ make: wrong });
    expect(generation).toMatchObject({ state: 'FAILED', outputs: [] });
    expect(generation.failure).toContain(`The plugin words made ${sentence}`);
  });
});

describe('a picture in a prompt', () => {
  const png = () => sharp({ create: { width: 5, height: 4, channels: 3, background: { r: 200, g: 10, b: 20 } } }).png().toBuffer();

  test('is decoded for the plugin', async () => {
    const image = await app.upload('red.png', await png());
    expect(await make({ make: 'IMAGE', image })).toMatchObject({ state: 'SUCCEEDED', outputs: [{ text: '4 × 5 × 3, begins with 200' }] });
  });

  test('that is none is told as such', async () => {
    const image = await app.upload('red.png', new TextEncoder().encode('I am no picture'));
    expect(await make({ make: 'IMAGE', image })).toMatchObject({ state: 'FAILED', failure: 'The picture of image cannot be read: not PNG, JPEG or WebP.' });
  });

  test("must be the project's own, and whole", async () => {
    const refused = (code: string) => ({ generate: { generation: null, userErrors: [expect.objectContaining({ code, path: ['prompt', 'words', 'image'] })] } });
    expect(await refuse({ make: 'IMAGE', image: 'x' })).toEqual(refused('NOT_FOUND'));
    const created = z.object({ createUpload: z.object({ upload: z.object({ id: z.string() }) }) });
    const { createUpload } = await app.data(created, 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } } }', { input: { filename: 'a.png', sizeBytes: 5, sha256: '0'.repeat(64) } });
    expect(await refuse({ make: 'IMAGE', image: createUpload.upload.id })).toEqual(refused('INVALID_STATE'));
    const other = z.object({ createProject: z.object({ secret: z.string() }) });
    const { createProject } = await app.data(other, 'mutation { createProject(input: { name: "Other" }) { secret } }');
    const theirs = await app.upload('red.png', await png(), createProject.secret);
    expect(await refuse({ make: 'IMAGE', image: theirs })).toEqual(refused('NOT_FOUND'));
  });

  test('is the only upload that a plugin can read', async () => {
    const generation = await make({ make: 'OTHER_UPLOAD' });
    expect(generation).toMatchObject({ state: 'FAILED' });
    expect(generation.failure).toMatch(/by a fault of the server or the plugin\. Reference/);
  });
});
