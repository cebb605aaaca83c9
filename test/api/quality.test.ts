import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { passesLuhn } from '../../src/data/personal-data/digits.ts';
import { Random } from '../../src/data/random.ts';
import { noise } from '../data/support.ts';
import { appending, type Rec } from '../support/appending.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';

vi.setConfig({ testTimeout: 240_000 });
let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());
const { append, dataset, finished, imported, sealed } = appending(() => app);

const finding = z.object({ check: z.string(), severity: z.string(), count: z.number(), share: z.number().nullable(), degree: z.number().nullable(), message: z.string(), suggestion: z.string().nullable(), examples: z.array(z.object({ position: z.number(), other: z.number().nullable(), detail: z.string().nullable() })) });
const bins = z.array(z.object({ from: z.number(), to: z.number(), count: z.number() }));
const profiled = z.object({
  name: z.string(), type: z.string(), count: z.number(), missing: z.number(), distinct: z.number().nullable(),
  numbers: z.object({ minimum: z.number(), maximum: z.number(), quantiles: z.array(z.object({ share: z.number(), value: z.number() })), histogram: bins }).nullable(),
  values: z.array(z.object({ value: z.string(), count: z.number() })),
});
const report = z.object({ node: z.object({ status: z.string(), quality: z.object({ findings: z.array(finding) }), profile: z.array(profiled) }) });
const query = `query ($id: ID!) { node(id: $id) { ... on DatasetVersion { status
  quality { findings { check severity count share degree message suggestion examples { position other detail } } }
  profile { name type count missing distinct numbers { minimum maximum quantiles { share value } histogram { from to count } } values { value count } } } } }`;

async function reported(id: string) {
  const { node } = await app.data(report, query, { id });
  return { ...node, of: (check: string, part = '') => node.quality.findings.filter((one) => one.check === check && one.message.includes(part)) };
}

const setThresholds = (datasetId: string, thresholds: readonly Rec[]) =>
  app.data(z.unknown(), 'mutation ($input: SetQualityThresholdsInput!) { setQualityThresholds(input: $input) { userErrors { message } } }', { input: { datasetId, thresholds } });

const page = z.object({ node: z.object({ samples: z.object({ totalCount: z.number(), edges: z.array(z.object({ node: z.object({ position: z.number(), origin: z.object({ row: z.number(), entry: z.string().nullable() }) }) })) }) }) });

/** Rows (or entries) of the samples that a check flagged. */
async function flagged(id: string, check: string) {
  const { node } = await app.data(page, 'query ($id: ID!, $check: QualityCheck!) { node(id: $id) { ... on DatasetVersion { samples(first: 100, filter: { check: $check }) { totalCount edges { node { position origin { row entry } } } } } } }', { id, check });
  return node.samples.edges.map(({ node: { origin } }) => origin.entry ?? origin.row);
}

const sorted = (rows: readonly (string | number)[]) => [...rows].sort((a, b) => Number(a) - Number(b));

describe('texts', () => {
  const random = new Random('quality texts');
  const words = { refund: ['money', 'refund', 'charged', 'return', 'amount'], travel: ['airport', 'hotel', 'abroad', 'flight', 'border'] } as const;
  const filler = Array.from({ length: 400 }, (_, index) => `${'abcdefghijklmnopqrstuvwxyz'[index % 26]}${'aeiou'[index % 5]}${'lmnrst'[index % 6]}${'aeiou'[(index >> 2) % 5]}${index.toString(36).replace(/\d/g, (digit) => 'qwxyzjkvbp'[Number(digit)] ?? '')}`);
  const text = (label: keyof typeof words) => Array.from({ length: 14 }, (_, index) => (index % 3 === 0 ? words[label][random.below(5)] : filler[random.below(400)])).join(' ');
  const rows = Array.from({ length: 1500 }, (_, index) => {
    const label = index % 2 === 0 ? ('refund' as const) : ('travel' as const);
    return { text: text(label), label: label as string, split: index % 10 === 9 ? 'test' : index % 10 === 8 ? 'validation' : 'train', subject: `person ${index}` };
  });
  const planted = {
    mail: [100, 110, 120], card: [130], near: [] as number[], broken: [140, 150], noise: Array.from({ length: 30 }, (_, index) => 200 + index * 10), subjects: [9, 19],
  };
  for (const index of planted.mail) rows[index]!.text += ` write to user${index}@mail.example.com`;
  for (const index of planted.card) rows[index]!.text += ' my card is 4539 1488 0343 6467';
  for (const index of planted.broken) rows[index]!.text += ' l\u00c3\u00a9gende';
  for (const index of planted.noise) rows[index]!.label = rows[index]!.label === 'refund' ? 'travel' : 'refund';
  for (const index of planted.subjects) rows[index]!.subject = 'person 0';
  for (const index of [600, 610, 620]) planted.near.push(rows.push({ ...rows[index]!, text: `${rows[index]!.text} indeed`, subject: `near ${index}` }) - 1);
  const leaked = rows.push({ ...rows[630]!, text: `so ${rows[630]!.text}`, split: 'test', subject: 'leak' }) - 1;

  let id = '';
  let found: Awaited<ReturnType<typeof reported>>;
  beforeAll(async () => {
    const lines = rows.map((row) => Buffer.from(`${row.text},${row.label},${row.split},${row.subject}\n`));
    // One line that was written in another encoding than the rest.
    lines[700] = Buffer.from(`${rows[700]!.text} caf\u00e9 d\u00e9j\u00e0 vu,${rows[700]!.label},train,person 700\n`, 'latin1');
    lines[710] = Buffer.from(`${rows[710]!.text} caf\u00e9 d\u00e9j\u00e0 vu,${rows[710]!.label},train,person 710\n`);
    const version = await imported(await dataset('TEXT'), 'CSV', 'texts.csv', Buffer.concat([Buffer.from('text,label,split,subject\n'), ...lines]), { columns: { features: ['text'], label: 'label', split: 'split', subject: 'subject' } });
    id = version.id;
    found = await reported(id);
  });
  /** Rows of the file are counted from 1. */
  const at = (indexes: readonly number[]) => sorted(indexes.map((index) => index + 1));

  test('personal data is found, by kind, and no other text is taken for it', async () => {
    expect(found.of('PERSONAL_DATA')).toMatchObject([{ severity: 'WARNING', count: 4, suggestion: 'REDACT_PERSONAL_DATA', message: expect.stringContaining('e-mail in 3, card number in 1') }]);
    expect(found.of('PERSONAL_DATA')[0]!.share).toBeCloseTo(4 / rows.length, 9);
    expect(sorted(await flagged(id, 'PERSONAL_DATA'))).toEqual(at([...planted.mail, ...planted.card]));
  });

  test('near-duplicates are found, within a split and across', async () => {
    expect(found.of('NEAR_DUPLICATES')).toMatchObject([{ count: 3, suggestion: 'DROP_NEAR_DUPLICATES' }]);
    const near = await flagged(id, 'NEAR_DUPLICATES');
    // Which of two comes first in the stored order is by hash.
    expect(near).toHaveLength(3);
    expect(near.every((row) => [...at(planted.near), 601, 611, 621].includes(row))).toBe(true);
    expect(found.of('SPLIT_LEAKAGE')).toMatchObject([{ count: 1, suggestion: 'DROP_LEAKED', message: expect.stringContaining('1 sample of TEST') }]);
    expect(await flagged(id, 'SPLIT_LEAKAGE')).toEqual([leaked + 1]);
    const [example] = found.of('SPLIT_LEAKAGE')[0]!.examples;
    expect(example!.other).not.toBe(example!.position);
  });

  test('subjects in two splits are found', async () => {
    expect(found.of('SUBJECT_LEAKAGE')).toMatchObject([{ severity: 'WARNING', count: 2, message: expect.stringContaining('of 1 subject') }]);
    expect(sorted(await flagged(id, 'SUBJECT_LEAKAGE'))).toEqual(at(planted.subjects));
  });

  test('broken letters and a line in another encoding are found', async () => {
    expect(found.of('CORRUPT_SAMPLES', 'broken text')).toMatchObject([{ severity: 'WARNING', count: 2, suggestion: 'DROP_CORRUPT' }]);
    expect(found.of('CORRUPT_SAMPLES', 'Windows-1252')).toMatchObject([{ count: 1 }]);
    expect(sorted(await flagged(id, 'CORRUPT_SAMPLES'))).toEqual(at([...planted.broken, 700]));
  });

  test('wrong labels are found, with what they look like', async () => {
    const [wrong] = found.of('LABEL_NOISE');
    expect(wrong).toMatchObject({ severity: 'WARNING', suggestion: 'DROP_MISLABELED' });
    expect(wrong!.examples).toHaveLength(10);
    expect(wrong!.examples[0]!.detail).toMatch(/^labelled (refund|travel), looks like (refund|travel)$/);
    const suspects = await flagged(id, 'LABEL_NOISE');
    const right = suspects.filter((row) => at(planted.noise).includes(row));
    expect(right.length).toBeGreaterThanOrEqual(0.7 * planted.noise.length);
    expect(right.length).toBeGreaterThanOrEqual(0.8 * suspects.length);
  });
});

describe('tables', () => {
  const random = new Random('quality tables');
  const row = (shift = 0) => [(random.normal() + shift).toFixed(6), (100 + 15 * random.normal()).toFixed(6), Math.exp(random.normal()).toFixed(6), random.below(3) === 0 ? 'red' : 'blue', random.below(2) === 0 ? 'yes' : 'no'];
  const csv = (rows: readonly (readonly string[])[]) => Buffer.from(['size,weight,price,colour,label', ...rows.map((cells) => cells.join(','))].join('\n'));
  const drawn = (count: number, shift = 0) => Array.from({ length: count }, () => row(shift));
  const columns = { columns: { label: 'label' } };
  let set = '';

  test('outliers, rows that are nearly equal and missing values are found; each column is profiled', async () => {
    set = await dataset('TABULAR');
    const rows = drawn(600);
    rows[10]![1] = '99999';
    rows[20]![0] = '';
    rows[30]![3] = '';
    rows.push(rows[40]!.map((cell, index) => (index === 1 ? (Number(cell) + 0.0004).toFixed(6) : cell)));
    const { id } = await imported(set, 'CSV', 'first.csv', csv(rows), columns);
    const found = await reported(id);
    expect(found.status).toBe('READY');
    expect(found.of('OUTLIERS')).toMatchObject([{ count: 1, examples: [{ detail: expect.stringMatching(/^weight is 99999; the middle is \d+/) }] }]);
    expect(await flagged(id, 'OUTLIERS')).toEqual([11]);
    expect(sorted(await flagged(id, 'MISSING_VALUES'))).toEqual([21, 31]);
    expect(found.of('DRIFT')).toEqual([]);
    const [size, weight, , colour, label] = found.profile;
    expect(size).toMatchObject({ name: 'size', type: 'NUMBER', count: 600, missing: 1 });
    expect(weight!.numbers).toMatchObject({ maximum: 99999 });
    expect(weight!.numbers!.quantiles.find(({ share }) => share === 0.5)!.value).toBeCloseTo(100, -1);
    expect(weight!.numbers!.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(601);
    expect(colour).toMatchObject({ name: 'colour', type: 'CATEGORY', missing: 1, distinct: 2 });
    expect(label!.values.reduce((sum, { count }) => sum + count, 0)).toBe(601);
  });

  test('a later version of the same source has not drifted, one of another has, and a dataset may reject it', async () => {
    const same = await reported((await imported(set, 'CSV', 'same.csv', csv(drawn(600)), columns)).id);
    expect(same.of('DRIFT')).toEqual([]);
    const other = await reported((await imported(set, 'CSV', 'other.csv', csv(drawn(600, 0.8).map((cells) => [...cells.slice(0, 3), random.below(2) === 0 ? 'green' : cells[3]!, cells[4]!])), columns)).id);
    expect(other.status).toBe('READY');
    const [drift] = other.of('DRIFT');
    expect(drift).toMatchObject({ severity: 'WARNING', message: expect.stringMatching(/^In 2 of 5 columns this version differs from the one before: "colour" \(green: 0 % before, 5\d % now/) });
    expect(drift!.message).toContain('at most 1 of 100 versions');
    expect(drift!.share).toBeGreaterThan(0.3);
    expect(drift!.examples).toHaveLength(10);
    await setThresholds(set, [{ check: 'DRIFT', info: 0, warning: 0.1, error: 0.2 }]);
    const strict = await reported((await imported(set, 'CSV', 'back.csv', csv(drawn(600)), columns)).id);
    expect(strict).toMatchObject({ status: 'REJECTED' });
    expect(strict.of('DRIFT', 'differs')).toMatchObject([{ severity: 'ERROR' }]);
    expect(strict.of('DRIFT', '"colour" (')).toHaveLength(1);
  });

  test('few samples pass where the dataset says that they never reject, and how few they are is told', async () => {
    const few = await dataset('TABULAR');
    await setThresholds(few, [{ check: 'TOO_FEW_SAMPLES', info: 0, warning: 0, error: null }]);
    const found = await reported((await imported(few, 'CSV', 'few.csv', csv(drawn(40)), { ...columns, split: { validation: 0, test: 0 } })).id);
    expect(found.status).toBe('READY');
    expect(found.of('TOO_FEW_SAMPLES', 'TRAIN has')).toMatchObject([{ severity: 'WARNING', share: null, degree: 0.96 }]);
  });

  test('cards in a column of numbers are found and reject where the dataset says so; numbers that are none are not; redaction makes them missing', async () => {
    const card = (index: number) => Array.from({ length: 10 }, (_, digit) => `4532${String(index * 7_919 + 1_000_003).padStart(11, '5')}${digit}`).find(passesLuhn)!;
    // One in ten of the orders ends in the right digit by chance.
    const rows = drawn(600).map(([size, , , , label], index) => [size, index % 3 === 0 ? card(index) : String(index % 50), String(4e15 + index * 7_919), String(1.7e12 + index * 1_000), label].join(','));
    const payments = await dataset('TABULAR');
    await setThresholds(payments, [{ check: 'PERSONAL_DATA', info: null, warning: null, error: 0 }]);
    const version = await imported(payments, 'CSV', 'payments.csv', Buffer.from(['size,card,order,time,label', ...rows].join('\n')), columns);
    const found = await reported(version.id);
    expect(found).toMatchObject({ status: 'REJECTED', profile: [{}, { name: 'card', type: 'NUMBER' }, { name: 'order', type: 'NUMBER' }, {}, {}] });
    expect(found.of('PERSONAL_DATA')).toMatchObject([{ severity: 'ERROR', count: 200, suggestion: 'REDACT_PERSONAL_DATA', message: expect.stringMatching(/^200 samples \(33 %\) hold personal data: card number in 200\. .* numbers in "card" become missing by that; .* columns\.features leaves it out\.$/) }]);

    const shape = z.object({ cleanDatasetVersion: z.object({ datasetVersion: z.object({ id: z.string() }) }) });
    const { cleanDatasetVersion } = await app.data(shape, 'mutation ($input: CleanDatasetVersionInput!) { cleanDatasetVersion(input: $input) { datasetVersion { id } } }', { input: { datasetVersionId: version.id, steps: ['REDACT_PERSONAL_DATA'] } });
    expect(await finished(cleanDatasetVersion.datasetVersion.id)).toMatchObject({ sampleCount: 600, changes: [{ kind: 'REDACT_PERSONAL_DATA', count: 200, message: 'Numbers of "card" that are cards or national ids became missing, in 200 samples.' }] });
    const redacted = await reported(cleanDatasetVersion.datasetVersion.id);
    expect(redacted).toMatchObject({ status: 'READY', profile: [{}, { name: 'card', missing: 200, numbers: { maximum: 49 } }, { missing: 0 }, {}, {}] });
    expect(redacted.of('PERSONAL_DATA')).toEqual([]);
  });

  test('of records that were appended, those alone are compared with the version before', async () => {
    const grown = await dataset('TABULAR');
    const record = (cells: readonly string[], index: number): Rec => ({ key: `k${cells.join()}${index}`, features: Object.fromEntries(['size', 'weight', 'price', 'colour'].map((name, column) => [name, column < 3 ? Number(cells[column]) : cells[column]])), label: cells[4] });
    await imported(grown, 'CSV', 'first.csv', csv(drawn(900)), columns);
    expect((await append(grown, drawn(300, 1).map(record))).userErrors).toEqual([]);
    const found = await reported((await sealed(grown)).id);
    expect(found.of('DRIFT')).toMatchObject([{ severity: 'WARNING', message: expect.stringMatching(/^In 1 of 5 columns the added samples differ from the version before: "size"/) }]);
  });

  test('values far out that are the mark of a rare class are no faults, and stay when the set is cleaned', async () => {
    const rare = Array.from({ length: 30 }, () => row().with(1, (5_000 + 500 * random.normal()).toFixed(6)).with(4, 'fraud'));
    const { id } = await imported(await dataset('TABULAR'), 'CSV', 'rare.csv', csv([...drawn(1_500), ...rare]), columns);
    const found = await reported(id);
    expect(found.of('OUTLIERS')).toMatchObject([{ severity: 'INFO', count: 0, suggestion: null, message: '30 samples far from all others are what a class is known by, and not counted: class "fraud" has 100 % such samples.' }]);
    const slips = drawn(1_500).map((cells, index) => (index % 300 === 0 ? cells.with(1, '99999') : cells));
    const other = await imported(await dataset('TABULAR'), 'CSV', 'slips.csv', csv([...slips, ...rare]), columns);
    expect((await reported(other.id)).of('OUTLIERS')).toMatchObject([{ count: 5, suggestion: 'DROP_OUTLIERS', message: expect.stringMatching(/^5 samples \(0\.33 %\) are far from all others\. 30 samples far from all others are what a class is known by, and not counted: class "fraud" has 100 % such samples\.$/) }]);
    expect(sorted(await flagged(other.id, 'OUTLIERS'))).toEqual([1, 301, 601, 901, 1201]);
  });
});

describe('images', () => {
  test('blank, broken and nearly equal ones are found', async () => {
    const pictures = noise(240, 28 * 28, 'quality images');
    const png = (pixels: Uint8Array) => encoded({ height: 28, width: 28, channels: 1, pixels });
    const entries = await Promise.all(pictures.map(async (pixels, index) => ({ name: `train/${index % 2 === 0 ? 'a' : 'b'}/${index}.png`, bytes: await png(pixels) })));
    const near = await Promise.all([0, 2, 4].map(async (index) => ({ name: `train/a/near${index}.png`, bytes: await png(pictures[index]!.map((value, at) => Math.min(255, value + (at % 3)))) })));
    const blank = { name: 'train/a/blank.png', bytes: await png(new Uint8Array(28 * 28).fill(90)) };
    const broken = { name: 'train/a/broken.png', bytes: entries[0]!.bytes.subarray(0, 90) };
    const { id } = await imported(await dataset('IMAGE'), 'IMAGE_ARCHIVE', 'images.zip', zipArchive([...entries, ...near, blank, broken]));
    const found = await reported(id);
    expect(found.of('CORRUPT_SAMPLES', 'decoded')).toMatchObject([{ count: 1 }]);
    expect(found.of('CORRUPT_SAMPLES', 'blank')).toMatchObject([{ count: 1, examples: [{ detail: 'blank' }] }]);
    expect(await flagged(id, 'CORRUPT_SAMPLES')).toEqual(['train/a/blank.png']);
    expect([...found.of('NEAR_DUPLICATES'), ...found.of('SPLIT_LEAKAGE')].reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(found.profile.map(({ name }) => name)).toEqual(['brightness', 'contrast', 'label']);
  });
});
