import { once } from 'node:events';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { childEnvironment, readConfig } from '../../src/config.ts';
import { openOrm } from '../../src/database/orm.ts';
import { mcNemar } from '../../src/domain/statistics/mc-nemar.ts';
import { wilson } from '../../src/domain/wilson.ts';
import { runEvaluation } from '../../src/evaluating/run-evaluation.ts';
import { localId } from '../../src/graphql/global-id.ts';
import { askEvaluation, evaluate, type Evaluated, followEvaluation, judgedBy, metricsOf, readEvaluation } from '../support/evaluate.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importFiles } from '../support/import-files.ts';
import { train, type Trained } from '../support/train.ts';
import { tellChildren } from '../worker/support/tell-children.ts';

let app: Flywheel;
let good: Trained;
let poor: Trained;
let trainedOn: string;
let other: string;

const SMALL = { layers: 1, heads: 2, modelSize: 16, feedForwardSize: 32, batchSize: 32 };
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
  good = await train(app, trainedOn, { transformer: { ...SMALL, epochs: 12 } });
  poor = await train(app, trainedOn, { transformer: { ...SMALL, epochs: 1, learningRate: 1e-6 } });
}, 240_000);
afterAll(() => app.stop());

const samplesOf = ({ worstSamples }: Evaluated) => worstSamples.edges.map(({ node }) => node);
const isRight = ({ label, predicted }: { label: string | null; predicted: string | null }) => label === predicted;

const outcomes = z.object({ bothRight: z.number(), onlyThis: z.number(), onlyBaseline: z.number(), bothWrong: z.number() });
const comparison = z.object({
  sampleCount: z.number(),
  baseline: z.object({ id: z.string() }),
  metrics: z.array(z.object({ name: z.string(), value: z.number(), baseline: z.number(), difference: z.number(), low: z.number().nullable(), high: z.number().nullable(), pValue: z.number().nullable(), method: z.string(), verdict: z.string(), sentence: z.string(), outcomes: outcomes.nullable() })),
  classes: z.array(z.object({ label: z.string(), support: z.number(), difference: z.number(), pValue: z.number(), adjustedPValue: z.number(), outcomes })),
});
const compared = z.object({ node: z.object({ comparedWith: comparison, comparable: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }) });
const compareQuery = `query ($id: ID!, $with: ID!) { node(id: $id) { ... on Evaluation { comparable { edges { node { id } } } comparedWith(evaluationId: $with) {
  sampleCount baseline { id } metrics { name value baseline difference low high pValue method verdict sentence outcomes { bothRight onlyThis onlyBaseline bothWrong } }
  classes { label support difference pValue adjustedPValue outcomes { bothRight onlyThis onlyBaseline bothWrong } } } } } }`;

describe('an evaluation', () => {
  it('equals what the run measured on the same split, tells every class, and is not made twice', async () => {
    const found = await evaluate(app, { modelVersionId: good.modelVersionId, datasetVersionId: trainedOn });
    expect(found).toMatchObject({ state: 'SUCCEEDED', progress: 1, failure: null, isScored: true });
    const metrics = Object.fromEntries(found.metrics.map(({ name, value }) => [name, value]));
    for (const name of ['accuracy', 'macro_f1', 'rarest_recall', 'roc_auc', 'average_precision']) expect(metrics[`test/${name}`], name).toBeCloseTo(good.metrics[`test/${name}`]!, 12);
    expect(metrics['test/loss']).toBeCloseTo(good.metrics['test/loss']!, 6);
    for (const { value, low, high } of found.metrics) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(await judgedBy(app, good.modelVersionId)).toEqual(found.metrics.map(({ name, better }) => ({ name: name.replace('test/', ''), better })));
    const { accuracy, classes, confusion, calibration } = found.classification!;
    expect(accuracy.value).toBe(metrics['test/accuracy']);
    expect(found.metrics[0]).toMatchObject({ name: 'test/accuracy', low: accuracy.low, high: accuracy.high, better: 'HIGHER', isShare: true });
    expect(classes.map(({ label }) => label)).toEqual(['large', 'small']);
    const cells = (where: (cell: (typeof confusion)[number]) => boolean) => confusion.filter(where).reduce((sum, { count }) => sum + count, 0);
    expect(cells(() => true)).toBe(found.sampleCount);
    for (const { label, support, predicted, recall } of classes) {
      expect([cells((cell) => cell.label === label), cells((cell) => cell.predicted === label)]).toEqual([support, predicted]);
      expect(recall!.value).toBeCloseTo(cells((cell) => cell.label === label && cell.predicted === label) / support, 9);
    }
    expect(calibration.reduce((sum, { count }) => sum + count, 0)).toBe(found.sampleCount);
    const samples = samplesOf(found);
    expect(samples.map(({ labelProbability }) => labelProbability)).toEqual(samples.map(({ labelProbability }) => labelProbability).sort((a, b) => a! - b!));
    expect(samples.map(({ sample }) => sample.label)).toEqual(samples.map(({ label }) => label));
    expect((await askEvaluation(app, { modelVersionId: good.modelVersionId, datasetVersionId: trainedOn, split: 'TEST' })).evaluation).toEqual(found);
  });

  it('measures parts of the split by what is known of the samples, the worst first', async () => {
    const found = await evaluate(app, { modelVersionId: poor.modelVersionId, datasetVersionId: trainedOn });
    const samples = samplesOf(found);
    expect(samples).toHaveLength(found.sampleCount!);
    const valuesOf = (sample: (typeof samples)[number]) => z.object({ size: z.number(), colour: z.string() }).parse(sample.sample.content['values']);
    const parts = found.slicings.filter(({ source }) => source !== 'FINDING');
    expect(parts.map(({ source, column }) => column ?? source)).toEqual(['LABEL', 'size', 'colour']);
    for (const { source, column, total, slices } of parts) {
      expect(slices).toHaveLength(total);
      expect(slices.reduce((sum, { count }) => sum + count, 0)).toBe(found.sampleCount);
      for (const { value, low, high, count, isSmall, metrics } of slices) {
        const own = samples.filter((sample) => {
          if (source === 'LABEL') return sample.label === value;
          if (column === 'colour') return valuesOf(sample).colour === value;
          return valuesOf(sample).size >= low! && valuesOf(sample).size <= high!;
        });
        const hits = own.filter(isRight).length;
        expect([count, isSmall]).toEqual([own.length, own.length < 30]);
        const { share, low: from, high: to } = wilson(hits, own.length);
        expect(metrics[0]).toEqual({ name: 'accuracy', value: share, low: from, high: to });
        const nats = own.reduce((sum, sample) => sum + sample.value!, 0) / own.length;
        expect(metrics[1]!.value).toBeCloseTo(nats, 9);
      }
      const ends = slices.map(({ metrics }) => metrics[0]!.high!);
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
    }
    const sizes = found.slicings.find(({ column }) => column === 'size')!;
    expect(sizes.slices).toHaveLength(5);
    expect(found.weakestSlices.every(({ isSmall }) => !isSmall)).toBe(true);
    expect(found.seenInTraining).toBe(0);
  });

  it('is compared with another one on the same samples, sample by sample', async () => {
    const [better, worse] = [await evaluate(app, { modelVersionId: good.modelVersionId, datasetVersionId: trainedOn }), await evaluate(app, { modelVersionId: poor.modelVersionId, datasetVersionId: trainedOn })];
    const { node } = await app.data(compared, compareQuery, { id: better.id, with: worse.id });
    expect(node.comparable.edges.map((edge) => edge.node.id)).toEqual([worse.id]);
    const { metrics, classes, sampleCount, baseline } = node.comparedWith;
    expect([sampleCount, baseline.id]).toEqual([better.sampleCount, worse.id]);
    expect(metrics.map(({ name }) => name)).toEqual(better.metrics.map(({ name }) => name.replace('test/', '')));
    const right = new Map(samplesOf(worse).map((sample) => [sample.position, isRight(sample)]));
    const count = (own: boolean, others: boolean) => samplesOf(better).filter((sample) => isRight(sample) === own && right.get(sample.position) === others).length;
    const counted = { bothRight: count(true, true), onlyThis: count(true, false), onlyBaseline: count(false, true), bothWrong: count(false, false) };
    const [accuracy] = metrics;
    expect(accuracy).toMatchObject({ name: 'accuracy', method: 'MC_NEMAR', outcomes: counted, pValue: mcNemar(counted.onlyThis, counted.onlyBaseline), verdict: 'BETTER' });
    expect(accuracy!.sentence).toMatch(/^Version 1 of .+ is better than version 1 of .+ by \d+\.\d points of accuracy \(95 % interval \d+\.\d to \d+\.\d, p [=<] [\d.e-]+, \d+ samples\)\.$/);
    for (const { difference, low, high, value, baseline: base } of metrics) {
      expect(difference).toBeCloseTo(value - base, 12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
    }
    expect(metrics.slice(1).every(({ method }) => method === 'BOOTSTRAP')).toBe(true);
    expect(metrics.find(({ name }) => name === 'loss')).toMatchObject({ verdict: 'BETTER' });
    expect(classes.reduce((sum, { support }) => sum + support, 0)).toBe(sampleCount);
    const back = (await app.data(compared, compareQuery, { id: worse.id, with: better.id })).node.comparedWith;
    back.metrics.forEach((metric, k) => {
      expect(metric.pValue).toBeCloseTo(metrics[k]!.pValue!, 12);
      expect([metric.difference, metric.low, metric.high].map((end) => -end!)).toEqual([metrics[k]!.difference, metrics[k]!.high, metrics[k]!.low].map((end) => expect.closeTo(end!, 12)));
    });
    expect(await app.data(compared, compareQuery, { id: better.id, with: worse.id })).toEqual({ node });
  });

  it('on other data counts a class that the model does not know as missed, and is compared with nothing else', async () => {
    const found = await evaluate(app, { modelVersionId: good.modelVersionId, datasetVersionId: other, split: 'VALIDATION' });
    const unknown = found.classification!.classes.find(({ label }) => label === 'unheard of')!;
    expect(unknown).toMatchObject({ predicted: 0, precision: null, f1: 0, recall: { value: 0 } });
    expect(unknown.support).toBeGreaterThan(3);
    expect(samplesOf(found)[0]).toMatchObject({ label: 'unheard of', labelProbability: 0 });
    expect(Object.keys(metricsOf(found))).toEqual(['accuracy', 'loss', 'macro_f1', 'rarest_recall']);
    const { errors } = await app.ask(compareQuery, { id: found.id, with: (await evaluate(app, { modelVersionId: good.modelVersionId, datasetVersionId: trainedOn })).id });
    expect(errors?.map(({ message }) => message)).toEqual(['Both evaluations have to be of the same split of the same dataset version: only on the same samples can models be compared.']);
  });

  it('of data of another kind or shape is refused, with what would be right', async () => {
    const texts = await importFiles(app, { kind: 'TEXT', format: 'CSV', files: { 'a.csv': ['text,label', ...Array.from({ length: 200 }, (_, k) => `some text ${k},${k % 2}`)].join('\n') } });
    expect(await askEvaluation(app, { modelVersionId: good.modelVersionId, datasetVersionId: texts })).toEqual({ evaluation: null, userErrors: [{ code: 'INVALID_INPUT', message: 'The model was trained on TABULAR; this dataset is TEXT.', path: ['datasetVersionId'] }] });
    const wider = await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'c.csv': `size,colour,weight,label\n${Array.from({ length: 200 }, (_, k) => `${k},red,${k},a`).join('\n')}` }, columns: { label: 'label' } });
    expect((await askEvaluation(app, { modelVersionId: good.modelVersionId, datasetVersionId: wider })).userErrors).toMatchObject([{ message: 'The columns of this dataset version are not those that the model was trained on.' }]);
  });

  it('is canceled at once, and measured when it is asked for again', async () => {
    const input = { modelVersionId: poor.modelVersionId, datasetVersionId: other };
    const { evaluation: queued } = await askEvaluation(app, input);
    const cancel = async () => app.ask('mutation ($id: ID!) { cancelEvaluation(input: { evaluationId: $id }) { evaluation { state failure } userErrors { code message } } }', { id: queued!.id });
    for await (const { state } of followEvaluation(app, queued!.id)) if (state === 'RUNNING') break;
    expect((await cancel()).data).toEqual({ cancelEvaluation: { evaluation: { state: 'CANCELED', failure: expect.stringMatching(/^Canceled by /) }, userErrors: [] } });
    // Asked for while its process may still end.
    const found = await evaluate(app, input);
    expect(found).toMatchObject({ id: queued!.id, state: 'SUCCEEDED', failure: null });
    expect((await cancel()).data).toMatchObject({ cancelEvaluation: { evaluation: null, userErrors: [{ code: 'INVALID_STATE' }] } });
  });

  it('whose worker is killed, and whose process is killed then, goes on with another one, which finds the same to the last digit', async () => {
    const input = { modelVersionId: good.modelVersionId, datasetVersionId: trainedOn };
    const { id: before, ...first } = await evaluate(app, input);
    await forget(before);
    const { evaluation: again } = await askEvaluation(app, input);
    expect(again!.id).not.toBe(before);
    const [worker] = app.workers;
    const states: string[] = [];
    for await (const { state } of followEvaluation(app, again!.id)) {
      if (state === 'RUNNING' && !states.includes(state)) {
        const gone = once(worker!, 'exit');
        worker!.kill('SIGKILL');
        await gone;
        await expect(evaluateHere(again!.id)).rejects.toThrow('The evaluation failed.');
        await app.startWorker();
      }
      states.push(state);
    }
    expect(states.at(-1)).toBe('SUCCEEDED');
    const { id: _id, ...second } = await readEvaluation(app, again!.id);
    expect(second).toEqual(first);
    const compareWith = (await evaluate(app, { modelVersionId: poor.modelVersionId, datasetVersionId: trainedOn })).id;
    expect((await app.data(compared, compareQuery, { id: again!.id, with: compareWith })).node.comparedWith.sampleCount).toBe(first.sampleCount);
  });
});

const rowOf = (evaluationId: string) => localId('Evaluation', evaluationId);

/** As the job of a worker whose process is killed as soon as it has started. */
async function evaluateHere(evaluationId: string): Promise<void> {
  const orm = openOrm({ databaseUrl: app.databaseUrl, poolSize: 1 });
  try {
    const listen = { on: () => () => undefined };
    const logger = tellChildren((child) => process.kill(child, 'SIGKILL'));
    const { pluginsFile } = readConfig({});
    await runEvaluation({ em: orm.em, databaseUrl: app.databaseUrl, storeFolder: app.storeFolder, pluginsFile, environment: childEnvironment(), listen, logger }, { evaluationId: rowOf(evaluationId), request: 1, attempt: 1, signal: new AbortController().signal });
  } finally {
    await orm.close();
  }
}

/** As if it had never been asked for. */
async function forget(evaluationId: string): Promise<void> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    expect((await client.query('delete from evaluation where id = $1', [rowOf(evaluationId)])).rowCount).toBe(1);
  } finally {
    await client.end();
  }
}
