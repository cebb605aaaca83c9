import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encoded, zipArchive } from '../support/archives.ts';
import { evaluate, type Evaluated, judgedBy, metricsOf } from '../support/evaluate.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importFiles } from '../support/import-files.ts';
import { train, type Trained } from '../support/train.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const SMALL = { layers: 1, heads: 2, modelSize: 16, feedForwardSize: 32 };

/** A number that looks random, the same each time. */
const draw = (k: number) => Math.abs(Math.sin((k + 1) * 12.9898) * 43_758.5453) % 1;
const pick = <T>(values: readonly T[], k: number): T => values[Math.floor(draw(k) * values.length)]!;
const lines = (count: number, line: (k: number) => string) => Array.from({ length: count }, (_, k) => line(k)).join('\n');

const generated = z.object({
  generate: z.object({
    generation: z.object({ state: z.string(), failure: z.string().nullable(), outputs: z.array(z.looseObject({ __typename: z.string() })) }).nullable(),
    userErrors: z.array(z.object({ message: z.string(), path: z.array(z.string()).nullable() })),
  }),
});

async function ask({ modelVersionId }: Trained, transformer: Record<string, unknown>) {
  const { generate } = await app.data(generated, `mutation ($input: GenerateInput!) { generate(input: $input) { userErrors { message path } generation { state failure outputs { __typename
    ... on TextOutput { text }
    ... on ClassificationOutput { label probabilities { label probability } }
    ... on RecommendationOutput { items { item score } } } } } }`, { input: { modelVersionId, prompt: { transformer }, waitSeconds: 30 } });
  return generate;
}

async function answerOf(model: Trained, prompt: Record<string, unknown>) {
  const { generation, userErrors } = await ask(model, prompt);
  expect(userErrors).toEqual([]);
  expect(generation).toMatchObject({ state: 'SUCCEEDED', failure: null });
  return generation?.outputs ?? [];
}

const logged = z.object({ trainingRunEvents: z.object({ events: z.array(z.object({ line: z.string().optional(), level: z.string().optional() })) }) });

async function warningsOf({ runId }: Trained): Promise<string[]> {
  const { trainingRunEvents } = await app.data(logged, 'query ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { ... on LogWritten { line level } } } }', { id: runId });
  return trainingRunEvents.events.flatMap(({ line, level }) => (line !== undefined && level === 'WARNING' ? [line] : []));
}

/** Evaluates on the test split; metrics of these names equal what the run measured. */
async function scored(model: Trained, datasetVersionId: string, names: readonly string[]): Promise<Evaluated> {
  const found = await evaluate(app, { modelVersionId: model.modelVersionId, datasetVersionId });
  expect(found).toMatchObject({ state: 'SUCCEEDED', isScored: true, classification: null });
  for (const name of names) expect(metricsOf(found)[name], name).toBeCloseTo(model.metrics[`test/${name}`]!, 5);
  for (const { value, low, high } of found.metrics) expect(low! <= value && value <= high!).toBe(true);
  expect(await judgedBy(app, model.modelVersionId)).toEqual(found.metrics.flatMap(({ name, better }) => (better ? { name: name.replace('test/', ''), better } : [])));
  return found;
}

describe('a Transformer, over the API alone, learns', () => {
  it('the class of a text, with every setting chosen, and says which half of it knows how much', async () => {
    const words = ['river', 'stone', 'lamp', 'paper', 'window', 'garden', 'table', 'cloud'];
    const texts = lines(600, (k) => `"${pick(words, k)} ${pick(k % 2 ? ['lovely', 'fine'] : ['dull', 'weak'], 7 * k)} ${pick(words, 3 * k)} ${pick(words, 5 * k)} ${k}",${k % 2 ? 'good' : 'bad'}`);
    const version = await importFiles(app, { kind: 'TEXT', format: 'CSV', files: { 'reviews.csv': `text,label\n${texts}\n` }, columns: { features: ['text'], label: 'label' } });
    const model = await train(app, version, { transformer: { epochs: 4, ...SMALL } });
    expect(model.hyperparameters).toMatchObject({ task: 'CLASSIFICATION', ngramHead: true, layers: 1 });
    expect(Object.values(model.hyperparameters)).not.toContain(null);
    expect(model.metrics['test/accuracy']).toBeGreaterThan(0.9);
    expect(Object.keys(model.metrics)).toEqual(expect.arrayContaining(['test/loss', 'test/macro_f1', 'test/roc_auc', 'test/average_precision', 'test/transformer_accuracy', 'test/ngram_accuracy']));
    const [output] = await answerOf(model, { text: 'a lovely garden' });
    expect(output).toMatchObject({ __typename: 'ClassificationOutput', label: 'good' });
  });

  it('to translate', async () => {
    const pairs: readonly (readonly [string, string])[] = [['red', 'rot'], ['blue', 'blau'], ['small', 'klein'], ['big', 'gross'], ['house', 'haus'], ['dog', 'hund'], ['tree', 'baum'], ['car', 'auto']];
    const sentence = (k: number) => Array.from({ length: 5 }, (_, word) => pick(pairs, 11 * k + word));
    const version = await importFiles(app, {
      kind: 'TEXT_PAIR', format: 'PARALLEL_TEXT',
      // Sentences of eight words are nearly the same in all splits.
      thresholds: [{ check: 'SPLIT_LEAKAGE', warning: 0, error: null }],
      files: { 'train.en': lines(400, (k) => sentence(k).map(([en]) => en).join(' ')), 'train.de': lines(400, (k) => sentence(k).map(([, de]) => de).join(' ')) },
    });
    const model = await train(app, version, { transformer: { epochs: 20, vocabularySize: 300, ...SMALL } });
    expect(model.metrics['test/bleu']).toBeGreaterThan(0);
    expect(model.samples.some(({ __typename }) => __typename === 'TextOutput')).toBe(true);
    const { metrics, slicings, worstSamples } = await scored(model, version, ['bleu', 'loss', 'perplexity']);
    expect(metrics[0]).toMatchObject({ name: 'test/bleu', better: 'HIGHER', isShare: false });
    expect(slicings.map(({ source }) => source)).toEqual(expect.arrayContaining(['SOURCE_LENGTH', 'TARGET_LENGTH']));
    expect(worstSamples.edges[0]!.node).toMatchObject({ label: null, output: expect.any(String), sample: { content: { __typename: 'TextPairSample' } } });
    const [output] = await answerOf(model, { text: 'red house', beamSize: 2 });
    expect(output).toMatchObject({ __typename: 'TextOutput', text: expect.any(String) });
  });

  it('to write on', async () => {
    const version = await importFiles(app, { kind: 'TEXT', format: 'TEXT_FILE', files: { 'rhymes.txt': lines(300, (k) => `the ${pick(['cat', 'dog', 'bird'], k)} sat on the ${pick(['mat', 'log', 'wall'], 3 * k)}\n`) } });
    const model = await train(app, version, { transformer: { task: 'LANGUAGE_MODEL', epochs: 2, maxLength: 32, ...SMALL } });
    expect(model.metrics['test/bits_per_character']).toBeLessThan(4);
    const { sampleCount, worstSamples } = await scored(model, version, ['bits_per_character', 'loss', 'perplexity']);
    expect(sampleCount).toBeGreaterThan(20);
    expect(worstSamples.edges.map(({ node }) => node.value)).toEqual(worstSamples.edges.map(({ node }) => node.value).sort((a, b) => b! - a!));
    const [output] = await answerOf(model, { text: 'the ', maxTokens: 20, seed: 1 });
    expect(output).toMatchObject({ __typename: 'TextOutput', text: expect.any(String) });
    expect((await ask(model, { text: 'Ω' })).generation).toMatchObject({ state: 'FAILED' });
  });

  it('the class of a row, with missing values', async () => {
    const rows = lines(600, (k) => `${k % 7 === 0 ? '' : (draw(k) * 10 + (k % 2) * 8).toFixed(3)},${pick(['north', 'south'], k)},${k % 2 ? 'yes' : 'no'}`);
    const version = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'rows.csv': `amount,region,bought\n${rows}\n` }, columns: { label: 'bought' } });
    const model = await train(app, version, { transformer: { epochs: 20, ...SMALL } });
    expect(model.metrics['test/accuracy']).toBeGreaterThan(0.8);
    const [output] = await answerOf(model, { features: { amount: 17, region: 'north' } });
    expect(output).toMatchObject({ __typename: 'ClassificationOutput', label: 'yes' });
    expect((await ask(model, { features: { colour: 'red' } })).generation).toMatchObject({ state: 'FAILED', failure: expect.stringContaining('colour') });
  });

  it('the class of an image, though no image of the test split has one', async () => {
    const image = (k: number, brightness: number) => encoded({ height: 8, width: 8, channels: 1, pixels: Uint8Array.from({ length: 64 }, (_, pixel) => brightness + 90 * draw(64 * k + pixel)) });
    const entries = await Promise.all(Array.from({ length: 100 }, async (_, k) => ({ name: k < 80 ? `train/${k % 2 ? 'cat' : 'dog'}/${k}.png` : `test/${k}.png`, bytes: await image(k, k % 2 ? 20 : 140) })));
    const version = await importFiles(app, { kind: 'IMAGE', format: 'IMAGE_ARCHIVE', files: { 'pets.zip': zipArchive(entries) } });
    const model = await train(app, version, { transformer: { epochs: 1, ...SMALL } });
    expect(model.metrics).toEqual({});
    expect(await warningsOf(model)).toEqual([expect.stringMatching(/^Plugin "transformer" 1\.0\.0 failed in evaluate: The split TEST has no labelled image to evaluate on\. So this version has no metrics of the test split\. .*labels.*another split/)]);
    expect(await evaluate(app, { modelVersionId: model.modelVersionId, datasetVersionId: version })).toMatchObject({ state: 'FAILED', failure: 'The split TEST has no labelled sample that this model can be measured on.' });
  });

  it('what comes next', async () => {
    const items = Array.from({ length: 30 }, (_, k) => `item ${k}`);
    const rows = lines(1200, (k) => `user ${k % 60}\t${items[(Math.floor(k / 60) * 3 + (k % 60)) % 30]}\t5\t${1000 + k}`);
    const version = await importFiles(app, { kind: 'INTERACTION', format: 'TSV', header: false, files: { 'u.data': rows }, columns: { user: 'column1', item: 'column2', value: 'column3', time: 'column4' } });
    const model = await train(app, version, { transformer: { epochs: 5, ...SMALL } });
    expect(Object.keys(model.metrics)).toEqual(expect.arrayContaining(['test/hit_rate_at_10', 'test/ndcg_at_10', 'test/popularity_hit_rate_at_10', 'test/item_knn_hit_rate_at_10']));
    const { metrics, sampleCount } = await scored(model, version, ['ndcg_at_10', 'hit_rate_at_10']);
    expect([sampleCount, metrics.find(({ isShare }) => isShare)?.name]).toEqual([60, 'test/hit_rate_at_10']);
    const [output] = await answerOf(model, { history: ['item 1', 'item 4'], count: 3 });
    expect(output).toMatchObject({ __typename: 'RecommendationOutput', items: [expect.anything(), expect.anything(), expect.anything()] });
  });
}, 600_000);
