import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importFiles } from '../support/import-files.ts';
import { localUuid, seenBy, type Step, sums, tallyRun } from '../support/balanced-run.ts';
import { barImages } from '../support/bar-images.ts';
import { train } from '../support/train.ts';

// A trainer's start takes seconds, and some tests have many.
vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
/** Of 60, 20 and 7 images of three classes to train on; 9 to validate and 9 to test. */
let bars: string;
/** Of 40 and 12 rows of two classes, and 5 without one. */
let table: string;
let texts: string;

beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: { FLYWHEEL_CONFIG: fileURLToPath(new URL('../support/plugins/balance.config.ts', import.meta.url)) } });
  bars = await importFiles(app, { kind: 'IMAGE', format: 'IDX', files: barImages({ train: [60, 20, 7], val: [3, 3, 3], t10k: [3, 3, 3] }) });
  const rows = [['no', 40], ['yes', 12], ['', 5]].flatMap(([label, count]) => Array.from({ length: Number(count) }, (_, k) => `${String(label).length + k / 100},${label},train`));
  table = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'rows.csv': `amount,bought,split\n${rows.join('\n')}\n1.5,no,val\n2.5,yes,val\n3.5,no,test\n4.5,yes,test\n` }, columns: { label: 'bought' } });
  const lines = Array.from({ length: 60 }, (_, k) => `word${k} ${k % 6 === 0 ? 'good' : 'bad'},${k % 6 === 0 ? 'good' : 'bad'},train`);
  texts = await importFiles(app, { kind: 'TEXT', format: 'CSV', files: { 'texts.csv': `text,label,split\n${lines.join('\n')}\nsome good,good,val\nsome bad,bad,val\nmore good,good,test\nmore bad,bad,test\n` }, columns: { features: ['text'], label: 'label' } });
});
afterAll(() => app.stop());

const epochs = (steps: readonly Step[], count: number) => Array.from({ length: 2 }, (_, epoch) => steps.slice(epoch * Math.ceil(count / 16), (epoch + 1) * Math.ceil(count / 16)));
const counted = (steps: readonly Step[]) => [0, 1, 2].map((index) => sums(steps, `train/class_${index}`));

describe('what a training step sees', () => {
  it('is the training split as it is, without a balance', async () => {
    const { run, steps } = await tallyRun(app, bars, {});
    expect(run.balance).toEqual({ method: 'NONE', unlabelled: 0, modelVersion: null, classes: [] });
    expect(epochs(steps, 87).map(counted)).toEqual([[60, 20, 7], [60, 20, 7]]);
  });

  it('has, OVERSAMPLEd, as many samples of each class as of the largest', async () => {
    const { run, steps } = await tallyRun(app, bars, { balance: 'OVERSAMPLE' });
    expect(run.balance.classes.map(({ before, after, generated, weight }) => [before, after, generated, weight])).toEqual([[60, 60, 0, 1], [20, 60, 0, 1], [7, 60, 0, 1]]);
    expect(run.hyperparameters['planned']).toBe(180);
    expect(epochs(steps, 180).map(counted)).toEqual([[60, 60, 60], [60, 60, 60]]);
    expect(run.progress).toMatchObject({ step: 24, steps: 24 });
    expect(steps.every(({ values }) => values['train/held_out'] === 18)).toBe(true);
  });

  it('has, UNDERSAMPLEd, as many of each as of the smallest, others in each epoch', async () => {
    const { run, steps } = await tallyRun(app, bars, { balance: 'UNDERSAMPLE', algorithm: { tally: { batchSize: 21, epochs: 3 } } });
    expect(run.balance.classes.map(({ before, after }) => [before, after])).toEqual([[60, 7], [20, 7], [7, 7]]);
    expect(run.hyperparameters['planned']).toBe(21);
    expect(steps.map((step) => counted([step]))).toEqual([[7, 7, 7], [7, 7, 7], [7, 7, 7]]);
    const subsets = await seenBy(app, bars, { balance: 'UNDERSAMPLE', seed: 1 });
    expect(new Set(subsets[0]), 'none twice').toHaveLength(21);
    expect(subsets[1]?.toSorted()).not.toEqual(subsets[0]?.toSorted());
    expect(await seenBy(app, bars, { balance: 'UNDERSAMPLE', seed: 1 })).toEqual(subsets);
    expect((await seenBy(app, bars, { balance: 'UNDERSAMPLE', seed: 2 }))[0]?.toSorted()).not.toEqual(subsets[0]?.toSorted());
  });

  it('counts, by CLASS_WEIGHTS, inversely to the frequency of its class, with mean 1', async () => {
    const { run, steps } = await tallyRun(app, bars, { balance: 'CLASS_WEIGHTS' });
    const first = epochs(steps, 87)[0] ?? [];
    expect(counted(first)).toEqual([60, 20, 7]);
    for (const index of [0, 1, 2]) expect(sums(first, `train/weight_${index}`)).toBeCloseTo(29, 4);
    expect(run.balance.classes.map(({ weight }) => weight)).toEqual([87 / 180, 87 / 60, 87 / 21]);
    expect(steps.every(({ values }) => values['train/held_out_weighted'] === 0)).toBe(true);
  });

  it.each(['OVERSAMPLE', 'UNDERSAMPLE'])('keeps, %sd, what has no label', async (balance) => {
    const { run, steps } = await tallyRun(app, table, { balance });
    const each = balance === 'OVERSAMPLE' ? 40 : 12;
    expect(run.balance).toMatchObject({ unlabelled: 5, classes: [{ label: 'no', before: 40, after: each }, { label: 'yes', before: 12, after: each }] });
    const [first = []] = epochs(steps, 2 * each + 5);
    expect([sums(first, 'train/class_0'), sums(first, 'train/class_1'), sums(first, 'train/unlabelled')]).toEqual([each, each, 5]);
  });

  it.each(['OVERSAMPLE', 'UNDERSAMPLE', 'CLASS_WEIGHTS'])('is the same, %s, after the trainer was killed', async (balance) => {
    const settings = { balance, earlyStopping: { metric: 'validation/loss', patience: 1000 } };
    const quiet = await tallyRun(app, bars, { ...settings, algorithm: { tally: { batchSize: 4, epochs: 3 } } });
    const killed = await tallyRun(app, bars, { ...settings, killed: true, algorithm: { tally: { batchSize: 4, epochs: 3, waitAt: 12 } } });
    expect([quiet.run.attempt, killed.run.attempt]).toEqual([1, 2]);
    expect(killed.steps).toEqual(quiet.steps);
  });
});

describe('is refused before anything is queued:', () => {
  it.each([
    ['a dataset version without classes', () => pairs(), 'OVERSAMPLE', { tally: {} }, 'have none'],
    ['a dataset version of one class', () => importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'rows.csv': `amount,bought\n${Array.from({ length: 90 }, (_, k) => `${k}.5,no`).join('\n')}\n` }, columns: { label: 'bought' } }), 'UNDERSAMPLE', { tally: {} }, 'UNDERSAMPLE needs two classes at least'],
    ['weights for an algorithm that says nothing of them', () => bars, 'CLASS_WEIGHTS', { plaintally: {} }, 'Plain tally (plaintally 1.0.0) does not say that it does (heedsWeights)'],
    ['weights for a language model', () => texts, 'CLASS_WEIGHTS', { transformer: { task: 'LANGUAGE_MODEL' } }, 'for the task LANGUAGE_MODEL'],
    ['weights for translation', () => pairs(), 'CLASS_WEIGHTS', { transformer: {} }, 'have none'],
    ['generated rows of a table', () => table, 'GENERATED', { tally: {} }, 'this dataset is TABULAR'],
    ['generated images where no model can draw them', () => bars, 'GENERATED', { tally: {} }, 'Train one on this dataset version first, a VAE or GAN with conditional: true'],
  ])('%s', async (_what, version, balance, algorithm, message) => {
    await expect(tallyRun(app, await version(), { balance, algorithm })).rejects.toThrow(message);
  });

  let made: Promise<string> | undefined;
  const pairs = () => (made ??= importFiles(app, { kind: 'TEXT_PAIR', format: 'CSV', files: { 'pairs.csv': `source,target\n${Array.from({ length: 80 }, (_, k) => `one ${k},eins ${k}`).join('\n')}\n` } }));
});

describe('GENERATED', () => {
  it('draws what is missing by a conditional model of the project, apart from the dataset version, the same again after a loss', async () => {
    const unconditional = await train(app, bars, { vae: { epochs: 1, filters: 4, hiddenSize: 8, decoderHiddenSize: 8 } });
    await expect(tallyRun(app, bars, { balance: 'GENERATED' })).rejects.toThrow('No model of this project can draw');
    await expect(tallyRun(app, bars, { balance: 'GENERATED', balanceModelVersionId: unconditional.modelVersionId })).rejects.toThrow('conditional: false');
    await expect(tallyRun(app, bars, { balance: 'OVERSAMPLE', balanceModelVersionId: unconditional.modelVersionId })).rejects.toThrow('GENERATED alone does');
    const model = await train(app, bars, { vae: { epochs: 3, filters: 4, hiddenSize: 8, decoderHiddenSize: 8, conditional: true } });

    const settings = { balance: 'GENERATED', earlyStopping: { metric: 'validation/loss', patience: 1000 } };
    const { run, id, steps, logs } = await tallyRun(app, bars, settings);
    expect(run.balance).toMatchObject({ method: 'GENERATED', modelVersion: { id: model.modelVersionId } });
    expect(run.balance.classes.map(({ before, after, generated }) => [before, after, generated])).toEqual([[60, 60, 0], [20, 60, 40], [7, 60, 53]]);
    expect(epochs(steps, 180).map(counted)).toEqual([[60, 60, 60], [60, 60, 60]]);
    expect(steps.every(({ values }) => values['train/held_out'] === 18)).toBe(true);
    expect(logs.some((line) => line.startsWith('Drew 93 images for the training split (40 of 1, 53 of 2)'))).toBe(true);
    const folder = join(app.storeFolder, 'training-runs', localUuid(id), 'generated');
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ generated: true, counts: [0, 40, 53], modelVersionId: localUuid(model.modelVersionId) });
    expect((await readFile(join(folder, 'images.bin'))).length).toBe(93 * 64);

    const killed = await tallyRun(app, bars, { ...settings, killed: true, algorithm: { tally: { waitAt: 5 } } });
    expect(killed.run.attempt).toBe(2);
    expect(killed.steps).toEqual(steps);
    expect(killed.logs.filter((line) => line.startsWith('Drew')), 'drawn once').toHaveLength(1);

    const classifier = await train(app, bars, { transformer: { epochs: 2, layers: 1, heads: 2, modelSize: 16, feedForwardSize: 16 } }, { balance: 'GENERATED' });
    expect(classifier.metrics['test/accuracy']).toBeGreaterThanOrEqual(0);
  });

  it('takes no model that was trained on what the version is measured by', async () => {
    const files = barImages({ train: [60, 20, 7], val: [3, 3, 3], t10k: [3, 3, 3] });
    // What was trained on before is now the test split.
    const renamed = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name.startsWith('train') ? name.replace('train', 't10k') : name.replace('t10k', 'train'), bytes]));
    const more = barImages({ train: [60, 20, 7], first: 5000 });
    const swapped = await importFiles(app, { kind: 'IMAGE', format: 'IDX', files: { ...more, 't10k-images-idx3-ubyte': renamed['t10k-images-idx3-ubyte']!, 't10k-labels-idx1-ubyte': renamed['t10k-labels-idx1-ubyte']! } });
    const model = await train(app, bars, { vae: { epochs: 1, filters: 4, hiddenSize: 8, decoderHiddenSize: 8, conditional: true } });
    await expect(tallyRun(app, swapped, { balance: 'GENERATED', balanceModelVersionId: model.modelVersionId })).rejects.toThrow("87 images of this version's validation and test split were in its training data");
    await expect(tallyRun(app, swapped, { balance: 'GENERATED' })).rejects.toThrow('without having seen the validation or test split');
    const disjoint = await importFiles(app, { kind: 'IMAGE', format: 'IDX', files: barImages({ train: [50, 30, 20], val: [3, 3, 3], t10k: [3, 3, 3], first: 9000 }) });
    const { run } = await tallyRun(app, disjoint, { balance: 'GENERATED' });
    expect(run.balance.modelVersion).toEqual({ id: model.modelVersionId });
  });
});

it.each([
  ['a VAE', () => bars, { vae: { epochs: 1, filters: 4, hiddenSize: 8, decoderHiddenSize: 8, conditional: true } }],
  ['images', () => bars, { transformer: { epochs: 1, layers: 1, heads: 2, modelSize: 16, feedForwardSize: 16 } }],
  ['rows', () => table, { transformer: { epochs: 1, layers: 1, heads: 2, modelSize: 16, feedForwardSize: 16 } }],
  ['texts', () => texts, { transformer: { epochs: 1, layers: 1, heads: 2, modelSize: 16, feedForwardSize: 16 } }],
])('CLASS_WEIGHTS change what %s learn', async (_what, version, algorithm) => {
  const plain = await train(app, version(), algorithm);
  const weighted = await train(app, version(), algorithm, { balance: 'CLASS_WEIGHTS' });
  expect(weighted.metrics['test/loss']).not.toBe(plain.metrics['test/loss']);
});
