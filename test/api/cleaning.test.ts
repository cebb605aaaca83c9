import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { range, textOf } from '../support/appending.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { noise } from '../data/support.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const finding = z.object({ check: z.string(), severity: z.string(), count: z.number(), share: z.number().nullable(), message: z.string(), suggestion: z.string().nullable(), examples: z.array(z.object({ position: z.number(), other: z.number().nullable(), detail: z.string().nullable() })) });
const version = z.object({
  id: z.string(), status: z.string(), failure: z.string().nullable(), digest: z.string().nullable(), sampleCount: z.number().nullable(),
  splits: z.array(z.object({ split: z.string(), count: z.number() })), parent: z.object({ id: z.string() }).nullable(),
  changes: z.array(z.object({ kind: z.string(), count: z.number(), message: z.string() })),
  quality: z.object({ verdict: z.string(), findings: z.array(finding), cleaning: z.array(z.object({ step: z.string(), count: z.number(), suggested: z.number().nullable() })) }).nullable(),
});
const fields = `id status failure digest sampleCount splits { split count } parent { id } changes { kind count message }
  quality { verdict findings { check severity count share message suggestion examples { position other detail } } cleaning { step count suggested } }`;
const errors = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() }));

async function ready(id: string): Promise<z.infer<typeof version>> {
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', { id }));
  return (await app.data(z.object({ node: version }), `query ($id: ID!) { node(id: $id) { ... on DatasetVersion { ${fields} } } }`, { id })).node;
}

async function imported(kind: string, format: string, filename: string, bytes: Uint8Array, options: Record<string, unknown> = {}) {
  const { createDataset } = await app.data(z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) }), 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } } }', { input: { name: kind, kind } });
  const input = { datasetId: createDataset.dataset.id, uploadIds: [await app.upload(filename, bytes)], format, ...options };
  const { importDataset } = await app.data(z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }) }) }), 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } } }', { input });
  return ready(importDataset.datasetVersion.id);
}

async function clean(datasetVersionId: string, steps?: readonly string[], options: { readonly suggestedOnly?: boolean } = {}) {
  const shape = z.object({ cleanDatasetVersion: z.object({ datasetVersion: z.object({ id: z.string(), status: z.string() }).nullable(), userErrors: errors }) });
  return (await app.data(shape, 'mutation ($input: CleanDatasetVersionInput!) { cleanDatasetVersion(input: $input) { datasetVersion { id status } userErrors { code message path } } }', { input: { datasetVersionId, ...(steps && { steps }), ...options } })).cleanDatasetVersion;
}

async function cleaned(datasetVersionId: string, steps?: readonly string[], options: { readonly suggestedOnly?: boolean } = {}) {
  const { datasetVersion, userErrors } = await clean(datasetVersionId, steps, options);
  expect(userErrors).toEqual([]);
  return ready(datasetVersion!.id);
}

async function train(datasetVersionId: string) {
  const shape = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }).nullable(), userErrors: errors }) });
  return (await app.data(shape, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { code message path } } }', { input: { datasetVersionId, algorithm: { vae: { epochs: 1 } } } })).startTrainingRun;
}

const table = (rows: readonly string[]) => Buffer.from(['size,weight,colour,split,label', ...rows].join('\n'));
const row = (index: number, split = index % 10 === 8 ? 'validation' : index % 10 === 9 ? 'test' : 'train') => `${index},${(index * 7) % 101},${index % 3 === 0 ? 'red' : 'blue'},${split},${index % 2 === 0 ? 'even' : 'odd'}`;
const good = Array.from({ length: 1200 }, (_, index) => row(index));

describe('a table that fails its quality gate', () => {
  const leaked = Array.from({ length: 90 }, (_, index) => row(index * 10, 'test'));
  let rejected: z.infer<typeof version>;
  beforeAll(async () => {
    rejected = await imported('TABULAR', 'CSV', 'table.csv', table([...good, ...leaked, row(1), row(1), ',5,red,train,odd', ',6,,train,even']), { columns: { label: 'label' } });
  });

  test('is rejected, and the report shows samples, what would mend it, and what each step would do', () => {
    expect(rejected.status).toBe('REJECTED');
    const byCheck = new Map(rejected.quality!.findings.map((one) => [one.check, one]));
    expect(byCheck.get('SPLIT_LEAKAGE')).toMatchObject({ severity: 'ERROR', count: 90, suggestion: 'DROP_LEAKED' });
    expect(byCheck.get('SPLIT_LEAKAGE')!.share).toBeCloseTo(90 / 210, 6);
    expect(byCheck.get('DUPLICATES')).toMatchObject({ count: 2, suggestion: 'DROP_DUPLICATES' });
    const [example] = byCheck.get('SPLIT_LEAKAGE')!.examples;
    expect(example).toMatchObject({ detail: 'copy in TRAIN' });
    expect(example!.other).toBeLessThan(example!.position);
    expect(rejected.quality!.cleaning).toEqual(expect.arrayContaining([{ step: 'DROP_MISSING', count: 2, suggested: null }, { step: 'IMPUTE_MISSING', count: 2, suggested: 2 }, { step: 'DROP_DUPLICATES', count: 2, suggested: 2 }, { step: 'DROP_LEAKED', count: 90, suggested: 90 }]));
  });

  test('is ready after cleaning by what the findings suggest, and equals the good rows with the gaps filled', async () => {
    const next = await cleaned(rejected.id);
    expect(next).toMatchObject({ status: 'READY', failure: null, parent: { id: rejected.id }, sampleCount: 1202 });
    expect(next.changes).toEqual([
      { kind: 'IMPUTE_MISSING', count: 2, message: expect.stringMatching(/^Missing values of 2 samples were filled in: "size" by \d+(\.\d+)?, "colour" by blue/) },
      { kind: 'DROP_DUPLICATES', count: 2, message: '2 samples that repeat another were taken away.' },
      { kind: 'DROP_LEAKED', count: 90, message: '90 samples that have a copy in an earlier split were taken away.' },
    ]);
    expect(next.quality!.findings.filter(({ check }) => ['SPLIT_LEAKAGE', 'DUPLICATES', 'MISSING_VALUES'].includes(check))).toEqual([]);
  });

  test('has the digest of the good rows alone once all that is bad is dropped', async () => {
    const next = await cleaned(rejected.id, ['DROP_MISSING', 'DROP_DUPLICATES', 'DROP_LEAKED']);
    const whole = await imported('TABULAR', 'CSV', 'good.csv', table(good), { columns: { label: 'label' } });
    expect(next).toMatchObject({ digest: whole.digest, splits: whole.splits });
  });

  test('a step that would change nothing fails, and says so', async () => {
    expect(await cleaned(rejected.id, ['DROP_RARE_CLASSES'])).toMatchObject({ status: 'FAILED', failure: 'Nothing to clean: no sample is concerned by DROP_RARE_CLASSES.' });
  });

  test('passes where its dataset is less strict; the thresholds are checked', async () => {
    const dataset = (await app.data(z.object({ node: z.object({ dataset: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { dataset { id } } } }', { id: rejected.id })).node.dataset.id;
    const shape = z.object({ setQualityThresholds: z.object({ dataset: z.object({ qualityThresholds: z.array(z.unknown()) }).nullable(), userErrors: errors }) });
    const set = async (thresholds: readonly unknown[]) => (await app.data(shape, 'mutation ($input: SetQualityThresholdsInput!) { setQualityThresholds(input: $input) { dataset { qualityThresholds { check info warning error } } userErrors { code message path } } }', { input: { datasetId: dataset, thresholds } })).setQualityThresholds;
    expect((await set([{ check: 'OUTLIERS', info: 0.5, warning: 0.1 }])).userErrors).toEqual([{ code: 'INVALID_INPUT', message: 'The thresholds of OUTLIERS must not fall from info over warning to error.', path: ['thresholds', '0'] }]);
    const own = [{ check: 'SPLIT_LEAKAGE', info: 0, warning: 0.6, error: null }, { check: 'DUPLICATES', info: null, warning: null, error: null }];
    expect((await set(own)).dataset).toEqual({ qualityThresholds: own });
    const next = await cleaned(rejected.id, ['DROP_MISSING']);
    expect(next.status).toBe('READY');
    expect(next.quality!.findings.filter(({ check }) => check === 'SPLIT_LEAKAGE' || check === 'DUPLICATES')).toMatchObject([{ check: 'SPLIT_LEAKAGE', severity: 'INFO', count: 90 }]);
    await set([]);
  });

  test('needs the scope DATA, and is not found from another project', async () => {
    const answer = await app.ask('mutation ($input: CleanDatasetVersionInput!) { cleanDatasetVersion(input: $input) { userErrors { code } } }', { input: { datasetVersionId: rejected.id } }, null);
    expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});

describe('what findings suggest concerns the samples of those findings alone', () => {
  const preview = (of: z.infer<typeof version>, ...steps: readonly string[]) => of.quality!.cleaning.filter(({ step }) => steps.includes(step));

  test('a feature that most rows lack, and three labels: the three rows go, and the others are filled', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${row(index).split(',').with(4, index === 10 || index === 20 || index === 31 ? '' : index % 2 === 0 ? 'even' : 'odd').join(',')},${index % 4 === 0 ? `deck ${index % 3}` : ''}`);
    const mixed = await imported('TABULAR', 'CSV', 'cabins.csv', Buffer.from(['size,weight,colour,split,label,cabin', ...rows].join('\n')), { columns: { label: 'label' } });
    // Rows 10 and 31 lack both: what is to go is not to be filled.
    expect(preview(mixed, 'DROP_MISSING', 'IMPUTE_MISSING')).toEqual([{ step: 'DROP_MISSING', count: 751, suggested: 3 }, { step: 'IMPUTE_MISSING', count: 750, suggested: 748 }]);
    expect(mixed.quality!.findings.flatMap(({ check, examples }) => (check === 'MISSING_VALUES' ? examples.map(({ detail }) => detail) : []))).toEqual(expect.arrayContaining(['unlabelled', 'unlabelled, no cabin', 'no cabin']));
    const next = await cleaned(mixed.id);
    expect(next.sampleCount).toBe(997);
    expect(next.changes).toMatchObject([{ kind: 'DROP_MISSING', count: 3, message: '3 samples with missing values or without a label were taken away.' }, { kind: 'IMPUTE_MISSING', count: 748 }]);
    expect(next.quality!.findings.filter(({ check }) => check === 'MISSING_VALUES')).toEqual([]);
    // By its name a step concerns all that it could.
    expect((await cleaned(mixed.id, ['DROP_MISSING'])).sampleCount).toBe(249);
    expect((await clean(mixed.id, ['DROP_OUTLIERS'], { suggestedOnly: true })).userErrors).toEqual([{ code: 'INVALID_INPUT', message: 'No finding suggests DROP_OUTLIERS: with suggestedOnly, steps are among IMPUTE_MISSING, DROP_MISSING.', path: ['steps'] }]);
    expect((await clean(mixed.id, undefined, { suggestedOnly: false })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['suggestedOnly'] }]);
  });

  test('one broken text and two e-mail addresses: what was read in another encoding, and names, stay', async () => {
    // Without digits, some of which would be taken for telephone numbers.
    const words = (index: number) => textOf(index).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
    const lines = range(0, 1000).map((index) => `${index % 9 === 0 ? 'schön ' : ''}${words(index)}`);
    for (const index of [3, 4]) lines[index] = `write to anna.${index}@example.org ${words(index)}`;
    for (const index of [13, 14, 15]) lines[index] = `my name is Anna Schmidt ${words(index)}`;
    lines[22] = `lost \ufffd ${words(22)}`;
    const bytes = lines.map((line, index) => Buffer.from(`${line},${index % 2 === 0 ? 'a' : 'b'}\n`, index === 9 || index === 18 ? 'latin1' : 'utf8'));
    const texts = await imported('TEXT', 'CSV', 'texts.csv', Buffer.concat([Buffer.from('text,label\n'), ...bytes]), { columns: { label: 'label' } });
    expect(preview(texts, 'DROP_CORRUPT', 'REDACT_PERSONAL_DATA')).toEqual([{ step: 'DROP_CORRUPT', count: 3, suggested: 1 }, { step: 'REDACT_PERSONAL_DATA', count: 5, suggested: 2 }]);
    const next = await cleaned(texts.id, ['DROP_CORRUPT', 'REDACT_PERSONAL_DATA'], { suggestedOnly: true });
    expect(next.changes).toMatchObject([{ kind: 'DROP_CORRUPT', count: 1 }, { kind: 'REDACT_PERSONAL_DATA', count: 2 }]);
    expect(next.quality!.findings.filter(({ check }) => check === 'PERSONAL_DATA')).toMatchObject([{ severity: 'INFO', count: 3, suggestion: null }]);
    expect(next.quality!.findings.filter(({ check }) => check === 'CORRUPT_SAMPLES')).toMatchObject([{ count: 2, suggestion: null }]);
  });

  test('a column without any value is not said to be imputed, and users who are e-mail addresses not to be redacted', async () => {
    const empty = await imported('TABULAR', 'CSV', 'ghost.csv', Buffer.from(['size,ghost', ...range(0, 200).map((index) => `${index},`)].join('\n')), { columns: { features: ['size', 'ghost'] } });
    expect(preview(empty, 'IMPUTE_MISSING')).toEqual([]);
    expect(empty.quality!.findings.find(({ check }) => check === 'MISSING_VALUES')).toMatchObject({ count: 200, suggestion: null, message: expect.stringContaining('"ghost" has no value in TRAIN, so that nothing can be imputed there: import without it, by columns.features.') });
    expect(await cleaned(empty.id, ['IMPUTE_MISSING'])).toMatchObject({ status: 'FAILED', failure: 'Nothing to clean: no sample is concerned by IMPUTE_MISSING. No missing value was filled in. "ghost" has no value in TRAIN and stays as it is.' });
    const events = range(0, 300).map((index) => `person${index % 30}@example.org,item ${index % 17},${1_700_000_000 + index}`);
    const users = await imported('INTERACTION', 'CSV', 'events.csv', Buffer.from(['user,item,time', ...events].join('\n')));
    expect(preview(users, 'REDACT_PERSONAL_DATA')).toEqual([]);
    expect(users.quality!.findings.find(({ check }) => check === 'PERSONAL_DATA')).toMatchObject({ count: 300, suggestion: null, message: expect.stringContaining('eraseSubject') });
    expect(await cleaned(users.id, ['REDACT_PERSONAL_DATA'])).toMatchObject({ status: 'FAILED', failure: expect.stringMatching(/^Nothing to clean: no sample is concerned by REDACT_PERSONAL_DATA\. Users and items are who they are by their names/) });
  });
});

describe('images that fail their quality gate', () => {
  let rejected: z.infer<typeof version>;
  let whole: z.infer<typeof version>;
  beforeAll(async () => {
    const pngs = await Promise.all(noise(600, 28 * 28).map((pixels) => encoded({ height: 28, width: 28, channels: 1, pixels })));
    const entry = (index: number) => ({ name: `${['train', 'train', 'val', 'test'][index % 4]}/${index % 8 < 4 ? 'a' : 'b'}/${index}.png`, bytes: pngs[index]! });
    const entries = pngs.map((_, index) => entry(index));
    const faulty = [0, 1, 8, 9].map((index) => ({ name: `test/a/copy${index}.png`, bytes: pngs[index]! }));
    const broken = Array.from({ length: 20 }, (_, index) => ({ name: `train/a/broken${index}.png`, bytes: pngs[index]!.subarray(0, 60) }));
    whole = await imported('IMAGE', 'IMAGE_ARCHIVE', 'good.zip', zipArchive(entries));
    rejected = await imported('IMAGE', 'IMAGE_ARCHIVE', 'bad.zip', zipArchive([...entries, ...faulty, ...broken]));
  });

  test('training on it is refused with the steps that would help; an ADMIN may overrule, and the reason is kept', async () => {
    expect(rejected.status).toBe('REJECTED');
    const { userErrors } = await train(rejected.id);
    expect(userErrors).toEqual([{ code: 'QUALITY_GATE_FAILED', message: expect.stringMatching(/Clean it with DROP_CORRUPT, DROP_LEAKED \(cleanDatasetVersion\)\.$/), path: ['datasetVersionId'] }]);
    const shape = z.object({ overruleQualityGate: z.object({ datasetVersion: z.object({ status: z.string(), overrule: z.object({ reason: z.string(), actor: z.string() }) }).nullable(), userErrors: errors }) });
    const overrule = (id: string) => app.data(shape, 'mutation ($input: OverruleQualityGateInput!) { overruleQualityGate(input: $input) { datasetVersion { status overrule { reason actor } } userErrors { code message path } } }', { input: { datasetVersionId: id, reason: 'Only a trial.' } });
    expect((await overrule(rejected.id)).overruleQualityGate.datasetVersion).toMatchObject({ status: 'REJECTED', overrule: { reason: 'Only a trial.' } });
    expect((await overrule(rejected.id)).overruleQualityGate.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    expect((await overrule(whole.id)).overruleQualityGate.userErrors).toMatchObject([{ code: 'INVALID_STATE' }]);
    const { trainingRun } = await train(rejected.id);
    expect(trainingRun).not.toBeNull();
    await app.data(z.unknown(), 'mutation ($id: ID!) { cancelTrainingRun(input: { trainingRunId: $id }) { userErrors { message } } }', { id: trainingRun!.id });
  });

  test('cleaned, they are ready and the same as the good images alone', async () => {
    const next = await cleaned(rejected.id);
    expect(next).toMatchObject({ status: 'READY', digest: whole.digest, sampleCount: 600, parent: { id: rejected.id } });
    expect(next.changes.map(({ kind, count }) => [kind, count])).toEqual([['DROP_LEAKED', 4], ['DROP_CORRUPT', 0]]);
    // The cleaned version is a version like any other: it trains, and cleaning it again has nothing to do.
    expect((await clean(next.id)).userErrors).toMatchObject([{ code: 'INVALID_STATE' }]);
  });
});
