import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importFiles } from '../support/import-files.ts';
import { train, type Trained } from '../support/train.ts';

let app: Flywheel;
let model: Trained;
let trainedOn: string;
let other: string;

const SMALL = { layers: 1, heads: 2, modelSize: 16, feedForwardSize: 32, epochs: 12, batchSize: 32 };
/** A number that looks random, the same each time. */
const draw = (k: number) => Math.abs(Math.sin((k + 1) * 12.9898) * 43_758.5453) % 1;
const table = (count: number, shift: number, label: (k: number, size: number) => string) =>
  ['size,colour,label', ...Array.from({ length: count }, (_, k) => `${(draw(k + shift) * 10).toFixed(3)},${draw(k * 3 + shift) < 0.5 ? 'red' : 'blue'},${label(k, draw(k + shift) * 10)}`)].join('\n');

beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
  const columns = { label: 'label' };
  trainedOn = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'a.csv': table(900, 0, (_k, size) => (size > 5 ? 'large' : 'small')) }, columns });
  // Another table of the same columns, with a class that the model does not know.
  other = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'b.csv': table(700, 5000, (k, size) => (k % 7 === 0 ? 'unheard of' : size > 5 ? 'large' : 'small')) }, columns });
  model = await train(app, trainedOn, { transformer: SMALL });
}, 180_000);
afterAll(() => app.stop());

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const evaluation = z.object({
  id: z.string(), state: z.string(), failure: z.string().nullable(), sampleCount: z.number().nullable(),
  metrics: z.array(z.object({ name: z.string(), value: z.number() })),
  classification: z.object({
    accuracy: interval, calibrationError: z.number(),
    classes: z.array(z.object({ label: z.string(), support: z.number(), predicted: z.number(), recall: interval.nullable(), precision: interval.nullable(), f1: z.number() })),
    confusion: z.array(z.object({ label: z.string(), predicted: z.string(), count: z.number() })),
    calibration: z.array(z.object({ count: z.number() })),
  }).nullable(),
  worstSamples: z.object({ edges: z.array(z.object({ node: z.object({ position: z.number(), label: z.string(), predicted: z.string(), labelProbability: z.number(), sample: z.object({ label: z.string() }) }) })) }),
});
const fields = `id state failure sampleCount metrics { name value } classification { accuracy { value low high } calibrationError
  classes { label support predicted recall { value low high } precision { value low high } f1 } confusion { label predicted count } calibration { count } } worstSamples(first: 20) { edges { node { position label predicted labelProbability sample { label } } } }`;
const asked = z.object({ evaluateModelVersion: z.object({ evaluation: evaluation.nullable(), userErrors: z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() })) }) });

const ask = async (input: Record<string, unknown>) =>
  (await app.data(asked, `mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { evaluation { ${fields} } userErrors { code message path } } }`, { input })).evaluateModelVersion;

async function measured(input: Record<string, unknown>) {
  const { evaluation: queued, userErrors } = await ask(input);
  expect(userErrors).toEqual([]);
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { evaluationUpdated(evaluationId: $id) { state } }', { id: queued!.id }));
  return (await app.data(z.object({ node: evaluation }), `query ($id: ID!) { node(id: $id) { ... on Evaluation { ${fields} } } }`, { id: queued!.id })).node;
}

describe('an evaluation', () => {
  it('equals what the run measured on the same split, tells every class, and is not made twice', async () => {
    const found = await measured({ modelVersionId: model.modelVersionId, datasetVersionId: trainedOn });
    expect(found).toMatchObject({ state: 'SUCCEEDED', failure: null });
    const metrics = Object.fromEntries(found.metrics.map(({ name, value }) => [name, value]));
    expect(metrics['test/accuracy']).toBe(model.metrics['test/accuracy']);
    expect(metrics['test/loss']).toBeCloseTo(model.metrics['test/loss']!, 6);
    const { accuracy, classes, confusion, calibration } = found.classification!;
    expect(accuracy.value).toBe(metrics['test/accuracy']);
    expect(accuracy.low).toBeLessThan(accuracy.value);
    expect(classes.map(({ label }) => label)).toEqual(['large', 'small']);
    const cells = (where: (cell: (typeof confusion)[number]) => boolean) => confusion.filter(where).reduce((sum, { count }) => sum + count, 0);
    expect(cells(() => true)).toBe(found.sampleCount);
    for (const { label, support, predicted, recall } of classes) {
      expect([cells((cell) => cell.label === label), cells((cell) => cell.predicted === label)]).toEqual([support, predicted]);
      expect(recall!.value).toBeCloseTo(cells((cell) => cell.label === label && cell.predicted === label) / support, 9);
    }
    expect(calibration.reduce((sum, { count }) => sum + count, 0)).toBe(found.sampleCount);
    const worst = found.worstSamples.edges.map(({ node }) => node);
    expect(worst).toEqual([...worst].sort((a, b) => a.labelProbability - b.labelProbability));
    expect(worst.map(({ sample }) => sample.label)).toEqual(worst.map(({ label }) => label));
    expect((await ask({ modelVersionId: model.modelVersionId, datasetVersionId: trainedOn, split: 'TEST' })).evaluation).toEqual(found);
  });

  it('on other data counts a class that the model does not know as missed', async () => {
    const found = await measured({ modelVersionId: model.modelVersionId, datasetVersionId: other, split: 'VALIDATION' });
    const unknown = found.classification!.classes.find(({ label }) => label === 'unheard of')!;
    expect(unknown).toMatchObject({ predicted: 0, precision: null, f1: 0, recall: { value: 0 } });
    expect(unknown.support).toBeGreaterThan(3);
    expect(found.worstSamples.edges[0]!.node).toMatchObject({ label: 'unheard of', labelProbability: 0 });
    expect(found.metrics.map(({ name }) => name)).toEqual(['validation/accuracy', 'validation/loss', 'validation/macro_f1', 'validation/rarest_recall']);
  });

  it('of data of another kind or shape is refused, with what would be right', async () => {
    const texts = await importFiles(app, { kind: 'TEXT', format: 'CSV', files: { 'a.csv': ['text,label', ...Array.from({ length: 200 }, (_, k) => `some text ${k},${k % 2}`)].join('\n') } });
    expect(await ask({ modelVersionId: model.modelVersionId, datasetVersionId: texts })).toEqual({ evaluation: null, userErrors: [{ code: 'INVALID_INPUT', message: 'The model was trained on TABULAR; this dataset is TEXT.', path: ['datasetVersionId'] }] });
    const wider = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'c.csv': `size,colour,weight,label\n${Array.from({ length: 200 }, (_, k) => `${k},red,${k},a`).join('\n')}` }, columns: { label: 'label' } });
    expect((await ask({ modelVersionId: model.modelVersionId, datasetVersionId: wider })).userErrors).toMatchObject([{ message: 'The columns of this dataset version are not those that the model was trained on.' }]);
  });
});
