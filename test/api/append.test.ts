import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encoded, zipArchive } from '../support/archives.ts';
import { noise } from '../data/support.ts';
import { appending, jsonl, range, type Rec, type StoredSample, text, textOf, type Version } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());
const { append, dataset, imported, leftOut, open, samples, seal, sealed } = appending(() => app);

const none = { accepted: 0, repeated: 0 };
const bySplit = (rows: readonly StoredSample[]) => new Map(rows.map(({ entry, split }) => [entry, split]));

describe('texts', () => {
  test('appended without a version become the first one, equal to an import of the same, whatever the order; later ones are added', async () => {
    const id = await dataset('TEXT');
    expect(await open(id)).toEqual({ recordCount: 0, since: null, lastRecordAt: null, classes: [] });
    const all = range(0, 600).map(text);
    expect(await append(id, all.slice(0, 500))).toEqual({ accepted: 500, repeated: 0, userErrors: [] });
    expect(await append(id, all.slice(500))).toEqual({ accepted: 100, repeated: 0, userErrors: [] });
    expect(await open(id)).toEqual({ recordCount: 600, since: expect.stringMatching(/^2\d{3}-/), lastRecordAt: expect.stringMatching(/^2\d{3}-/), classes: [{ label: 'card', count: 200 }, { label: 'money', count: 400 }] });
    const first = await sealed(id, { split: { validation: 0.1, test: 0.2, seed: 5 } });
    expect(first).toMatchObject({ status: 'READY', number: 1, failure: null, parent: null, sampleCount: 600, changes: [{ kind: 'ADD', count: 600 }] });
    expect(await open(id)).toMatchObject({ recordCount: 0, since: null });

    const other = await dataset('TEXT');
    for (const index of range(0, 6)) await append(other, range(0, 100).map((at) => text((index * 100 + at * 7 + 11) % 600)));
    await append(other, all.toReversed());
    const mixed = await sealed(other, { split: { validation: 0.1, test: 0.2, seed: 5 } });
    const whole = await imported(await dataset('TEXT'), 'JSONL', 'all.jsonl', jsonl(all.map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' }, split: { validation: 0.1, test: 0.2, seed: 5 } });
    expect([first.digest, mixed.digest]).toEqual([whole.digest, whole.digest]);

    const rows = await samples(first);
    expect(rows.map(({ row }) => row).sort((a, b) => a - b)).toEqual(range(1, 601));
    expect(rows.find(({ entry }) => entry === 't41')).toMatchObject({ file: 'records', row: 42, label: 'money', subject: 'person-41' });
    expect(await seal(id)).toMatchObject({ datasetVersion: null, userErrors: [{ code: 'INVALID_STATE', message: 'No record was appended to this dataset since the last seal.', path: ['datasetId'] }] });
  });

  test('added to a version never move its samples; equal ones follow the split of the old one; shares hold; the order does not matter', async () => {
    const ids = [await dataset('TEXT'), await dataset('TEXT')] as const;
    const base = jsonl(range(0, 400).map(text).map(({ key: _key, ...rest }) => rest));
    const added = range(400, 1400).map(text);
    const parents = await Promise.all(ids.map((id) => imported(id, 'JSONL', 'base.jsonl', base, { columns: { label: 'label', subject: 'subject' } })));
    const before = await samples(parents[0]!);
    // Copies of old samples: of each split, some of which name another split, as leaks would.
    const copies = before.slice(0, 400).filter((_, index) => index % 8 === 0).map(({ row, split }, index) => ({ ...text(row - 1), key: `copy-of-${row}`, ...(index % 2 === 0 && { split: split === 'TEST' ? 'TRAIN' : 'TEST' }) }));
    await append(ids[0], added);
    await append(ids[0], copies);
    for (const part of [copies, added.slice(300).toReversed(), added.slice(0, 300)]) await append(ids[1], part);
    const versions = await Promise.all(ids.map((id) => sealed(id, { split: { validation: 0.1, test: 0.1, seed: 1 } })));
    expect(versions[0]).toMatchObject({ parent: { id: parents[0]!.id }, sampleCount: 1450, changes: [{ kind: 'ADD', count: 1050, message: expect.stringMatching(/^1,050 records were added: \d+ to TRAIN, \d+ to VALIDATION, \d+ to TEST\. 50 of them follow the split of an equal sample\.$/) }] });
    expect(versions[1]!.digest).toBe(versions[0]!.digest);

    const after = await samples(versions[0]!);
    const old = (rows: readonly StoredSample[]) => rows.filter(({ file }) => file === 'base.jsonl').map(({ row, split, hash }) => [row, split, hash]).sort();
    expect(old(after)).toEqual(old(before));
    const splitOf = new Map(before.map(({ hash, split }) => [hash, split]));
    for (const sample of after.filter(({ entry }) => entry?.startsWith('copy-of-'))) expect(sample.split).toBe(splitOf.get(sample.hash));
    const fresh = after.filter(({ entry }) => entry?.startsWith('t'));
    for (const label of ['card', 'money']) {
      const own = fresh.filter((sample) => sample.label === label);
      for (const split of ['VALIDATION', 'TEST']) expect(Math.abs(own.filter((sample) => sample.split === split).length - own.length / 10)).toBeLessThanOrEqual(1);
    }
    expect(versions[0]!.quality!.findings.filter(({ check }) => check === 'SPLIT_LEAKAGE')).toEqual([]);
  });

  test('a record keeps the split that it names; many small seals give the shares, too', async () => {
    const id = await dataset('TEXT');
    await imported(id, 'JSONL', 'base.jsonl', jsonl(range(400, 700).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
    await append(id, range(100, 130).map((index) => ({ ...text(index), split: index % 2 === 0 ? 'VALIDATION' : 'TEST' })));
    const splits = bySplit(await samples(await sealed(id)));
    for (const index of range(100, 130)) expect(splits.get(`t${index}`)).toBe(index % 2 === 0 ? 'VALIDATION' : 'TEST');
    let last: Version | undefined;
    for (const index of range(0, 8)) {
      await append(id, range(200 + index * 3, 203 + index * 3).map(text));
      last = await sealed(id, { split: { validation: 0.25, test: 0.25, seed: 0 } });
    }
    const small = (await samples(last!)).filter(({ row, file }) => file === 'records' && row > 30);
    expect(small).toHaveLength(24);
    const share = (split: string) => small.filter((sample) => sample.split === split).length / small.length;
    // 24 draws of a quarter: 0.25 ± 2 standard deviations.
    for (const split of ['VALIDATION', 'TEST']) expect(Math.abs(share(split) - 0.25)).toBeLessThan(0.2);
  }, 240_000);
});

describe('keys', () => {
  test('the same record again is repeated, another under its key is a conflict; nothing of such a call is stored; also after sealing', async () => {
    const id = await dataset('TEXT');
    const records = range(0, 30).map(text);
    expect(await append(id, [...records, text(3)])).toEqual({ accepted: 30, repeated: 1, userErrors: [] });
    expect(await append(id, records)).toEqual({ accepted: 0, repeated: 30, userErrors: [] });
    const other = { ...text(31), key: 't7' };
    const conflict = { ...none, userErrors: [{ code: 'CONFLICT', message: 'The key "t7" stands for another record of this dataset already.', path: ['records', '1', 'key'] }] };
    expect(await append(id, [text(40), other])).toEqual(conflict);
    expect(await append(id, [text(50), { ...text(51), key: 't50' }])).toMatchObject({ userErrors: [{ code: 'CONFLICT', path: ['records', '1', 'key'] }] });
    expect(await open(id)).toMatchObject({ recordCount: 30 });
    await sealed(id);
    expect(await append(id, [text(40), other])).toEqual(conflict);
    expect(await append(id, [...records, text(40)])).toEqual({ accepted: 1, repeated: 30, userErrors: [] });
    expect(await append(id, [text(41)], { idempotencyKey: 'once' })).toMatchObject({ accepted: 1, repeated: 0 });
    expect(await append(id, [text(41)], { idempotencyKey: 'once' })).toMatchObject({ accepted: 0, repeated: 1 });
    expect(await open(id)).toMatchObject({ recordCount: 2 });
  });

  test('calls with the same records at the same time store each once', async () => {
    const id = await dataset('TEXT');
    const answers = await Promise.all(range(0, 8).map((call) => append(id, call % 2 === 0 ? range(0, 300).map(text) : range(0, 300).map(text).toReversed())));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(300);
    expect(answers.every(({ accepted, repeated, userErrors }) => accepted + repeated === 300 && userErrors.length === 0)).toBe(true);
    expect(await open(id)).toMatchObject({ recordCount: 300 });
  });
});

test('what does not fit the kind is told with its place, all of it at once, and nothing is stored', async () => {
  const faults = async (kind: string, records: readonly Rec[], id?: string) => (await append(id ?? (await dataset(kind)), records)).userErrors.map(({ code, path, message }) => [code, path?.join('.'), message]);
  expect(await faults('TEXT', [text(1), { key: 'a' }, { key: ' ', text: ' ', label: '' }, { key: 'b', text: 'x', features: {} }])).toEqual([
    ['INVALID_INPUT', 'records.1.text', 'A record of a dataset of kind TEXT needs text.'],
    ['INVALID_INPUT', 'records.2.label', 'label must not be empty.'],
    ['INVALID_INPUT', 'records.2.key', 'key must not be empty.'],
    ['INVALID_INPUT', 'records.2.text', 'text must hold more than spaces.'],
    ['INVALID_INPUT', 'records.3.features', 'A record of a dataset of kind TEXT has no features; it has text.'],
  ]);
  expect(await faults('TEXT', [])).toEqual([['INVALID_INPUT', 'records', 'records must hold 1 to 1000 records, not 0.']]);
  expect(await faults('TEXT_PAIR', [{ key: 'a', source: 'x', target: 'y\0', label: 'z' }])).toMatchObject([['INVALID_INPUT', 'records.0.label', expect.anything()], ['INVALID_INPUT', 'records.0.target', expect.anything()]]);
  expect(await faults('INTERACTION', [{ key: 'a', user: 'u', split: 'TEST' }])).toMatchObject([['INVALID_INPUT', 'records.0.item', expect.anything()], ['INVALID_INPUT', 'records.0.split', expect.anything()]]);
  expect(await faults('TABULAR', [{ key: 'a', features: [1] }, { key: 'b', features: {} }, { key: 'c', features: { x: { y: 1 } } }])).toMatchObject([['INVALID_INPUT', 'records.0.features', 'features must be an object: {"age": 31, "town": "Bonn"}.'], ['INVALID_INPUT', 'records.1.features', expect.anything()], ['INVALID_INPUT', 'records.2.features', 'features: "x" must be a number, a text, a boolean or null.']]);
  expect(await faults('IMAGE', [{ key: 'a', imageUploadId: Buffer.from('Upload:00000000-0000-7000-8000-000000000000').toString('base64') }])).toEqual([['NOT_FOUND', 'records.0.imageUploadId', 'There is no upload with this id.']]);

  const table = await dataset('TABULAR');
  await imported(table, 'CSV', 'a.csv', Buffer.from(['size,colour,label', ...range(0, 400).map((index) => `${index},${index % 3 === 0 ? 'red' : 'blue'},${index % 2 === 0 ? 'even' : 'odd'}`)].join('\n')), { columns: { label: 'label' } });
  expect(await faults('TABULAR', [{ key: 'a', features: { size: 'big', colour: 3 }, label: 'neither' }, { key: 'b', features: { weight: 3 } }], table)).toEqual([
    ['INVALID_INPUT', 'records.0.label', '"neither" is no class of the newest version ("even", "odd"). Set newClasses to add classes.'],
    ['INVALID_INPUT', 'records.0.features', 'features: "size" is a column of numbers: send a number or null.'],
    ['INVALID_INPUT', 'records.1.features', 'features: "weight" is no column of the newest version; it has "size", "colour".'],
  ]);
  expect(await open(table)).toMatchObject({ recordCount: 0 });
  const { errors } = await app.ask('mutation ($input: AppendRecordsInput!) { appendRecords(input: $input) { accepted } }', { input: { datasetId: table, records: [text(0)] } }, null);
  expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
});

describe('tables', () => {
  const splitOf = (index: number) => (['TRAIN', 'TRAIN', 'TRAIN', 'VALIDATION', 'TEST'] as const)[index % 5]!;
  const features = (index: number) => ({ size: index * 1.5, 'na/me~': `n${index % 7}`, label: index % 4 === 0 ? null : index });
  const record = (index: number): Rec => ({ key: `r${index}`, features: features(index), label: index % 2 === 0 ? 'even' : 'odd', split: splitOf(index) });
  const row = (index: number): Rec => ({ ...features(index), class: index % 2 === 0 ? 'even' : 'odd', split: splitOf(index) });
  const columns = { label: 'class', features: ['label', 'na/me~', 'size'] };

  test('the first version infers its columns; one that is added to equals an import of all rows', async () => {
    const id = await dataset('TABULAR');
    await append(id, range(0, 200).map(record));
    const first = await sealed(id);
    const half = await imported(await dataset('TABULAR'), 'JSONL', 'half.jsonl', jsonl(range(0, 200).map(row)), { columns });
    expect(first).toMatchObject({ status: 'READY', digest: half.digest });
    await append(id, [...range(200, 400).map(record), { key: 'new', features: { size: 1 }, label: 'prime', split: 'TRAIN' }], { newClasses: true });
    const second = await sealed(id);
    const whole = await imported(await dataset('TABULAR'), 'JSONL', 'all.jsonl', jsonl([...range(0, 400).map(row), { size: 1, class: 'prime', split: 'TRAIN' }]), { columns });
    expect(second).toMatchObject({ parent: { id: first.id }, sampleCount: 401, digest: whole.digest, classes: [{ label: 'even', count: 200 }, { label: 'odd', count: 200 }, { label: 'prime', count: 1 }] });
  });

  test('records that came before the columns of a version were known are left out, and told; a seal of such alone fails and gives them back; mended ones take their keys', async () => {
    const id = await dataset('TABULAR');
    await append(id, ['old', 'older'].map((key) => ({ key, features: { other: 1 }, label: 'even' })));
    const parent = await imported(id, 'JSONL', 'half.jsonl', jsonl(range(0, 200).map(row)), { columns });
    const mended = (key: string, index: number) => ({ ...record(index), key });
    expect(await append(id, [mended('old', 301)])).toMatchObject({ accepted: 0, userErrors: [{ code: 'CONFLICT' }] });
    const failed = await sealed(id);
    expect(failed).toMatchObject({ status: 'FAILED', failure: 'None of 2 records has the columns of the version that they are to be added to. The first is "old".', parent: { id: parent.id } });
    expect([await open(id), await leftOut(id)]).toMatchObject([{ recordCount: 2 }, ['old', 'older']]);

    expect(await append(id, [mended('older', 300)])).toEqual({ accepted: 1, repeated: 0, userErrors: [] });
    expect([await open(id), await leftOut(id)]).toMatchObject([{ recordCount: 2 }, ['old']]);
    expect(await sealed(id)).toMatchObject({ status: 'READY', sampleCount: 201, changes: [{ kind: 'ADD', count: 1, message: '1 record was added: 1 to TRAIN, 0 to VALIDATION, 0 to TEST. 1 was left out, because the version has other columns.' }] });
    expect([await open(id), await leftOut(id)]).toMatchObject([{ recordCount: 0 }, ['old']]);

    // At the same time, too, one record takes the key.
    const answers = await Promise.all([301, 302].map((index) => append(id, [mended('old', index), record(310)])));
    expect(answers.map(({ accepted }) => accepted).sort()).toEqual([0, 2]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'CONFLICT', path: ['records', '0', 'key'] }]);
    expect([await open(id), await leftOut(id)]).toMatchObject([{ recordCount: 2 }, []]);
    expect(await sealed(id)).toMatchObject({ status: 'READY', sampleCount: 203, changes: [{ count: 2, message: expect.stringMatching(/^2 records were added[^.]*\.$/) }] });
    expect(await append(id, [mended('older', 300)])).toMatchObject({ accepted: 0, repeated: 1 });
    expect(await append(id, [mended('older', 303)])).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
  });
});

test('pairs and interactions', async () => {
  const pairs = await dataset('TEXT_PAIR');
  const pair = (index: number) => ({ source: `${textOf(index)}?`, target: `Antwort ${index}` });
  await append(pairs, range(0, 150).map((index) => ({ key: `p${index}`, ...pair(index) })));
  const split = { validation: 0.1, test: 0.1, seed: 0 };
  const first = await sealed(pairs, { split });
  expect(first.digest).toBe((await imported(await dataset('TEXT_PAIR'), 'JSONL', 'p.jsonl', jsonl(range(0, 150).map(pair)), { split })).digest);
  await append(pairs, range(150, 160).map((index) => ({ key: `p${index}`, ...pair(index) })));
  expect(await sealed(pairs)).toMatchObject({ parent: { id: first.id }, sampleCount: 160 });

  const views = await dataset('INTERACTION');
  const view = (index: number) => ({ user: `u${index % 20}`, item: `i${(index * 13) % 31}`, value: index % 5, time: new Date(1.7e12 + index * 60_000).toISOString() });
  await append(views, range(0, 300).map((index) => ({ key: `v${index}`, ...view(index) })));
  await sealed(views);
  await append(views, range(300, 400).map((index) => ({ key: `v${index}`, ...view(index) })).toReversed());
  const second = await sealed(views);
  const whole = await imported(await dataset('INTERACTION'), 'JSONL', 'v.jsonl', jsonl(range(0, 400).map(view)));
  expect(second).toMatchObject({ sampleCount: 400, digest: whole.digest, changes: [{ kind: 'ADD', count: 100, message: '100 records were added; the splits were drawn anew, by time.' }] });
  expect((await samples(second))[0]).toMatchObject({ subject: expect.stringMatching(/^u\d+$/) });
});

describe('images', () => {
  const picture = (pixels: Uint8Array, side: number) => encoded({ height: side, width: side, channels: 1, pixels });
  const records = (pngs: readonly Uint8Array[], prefix: string) =>
    Promise.all(pngs.map(async (bytes, index) => ({ key: `${prefix}${index}`, imageUploadId: await app.upload(`${prefix}${index}.png`, bytes), label: index % 2 === 0 ? 'a' : 'b' })));

  test('become a first version as an archive of them would; others are brought to its size; copies follow; broken ones are told', async () => {
    const id = await dataset('IMAGE');
    const pngs = await Promise.all(noise(60, 16 * 16).map((pixels) => picture(pixels, 16)));
    await append(id, await records(pngs, 'x'));
    const split = { validation: 0.1, test: 0.1, seed: 3 };
    const first = await sealed(id, { split });
    const archive = zipArchive(pngs.map((bytes, index) => ({ name: `${index % 2 === 0 ? 'a' : 'b'}/${index}.png`, bytes })));
    expect(first).toMatchObject({ status: expect.stringMatching(/READY|REJECTED/), failure: null, digest: (await imported(await dataset('IMAGE'), 'IMAGE_ARCHIVE', 'x.zip', archive, { split })).digest });

    const large = await Promise.all(noise(10, 32 * 24).map((pixels) => encoded({ height: 32, width: 24, channels: 1, pixels })));
    await append(id, [...(await records(large, 'y')), ...(await records(pngs.slice(0, 20), 'copy')), ...(await records([pngs[0]!.subarray(0, 40)], 'broken'))]);
    const second = await sealed(id, { datasetVersionId: first.id, split });
    expect(second).toMatchObject({ failure: null, sampleCount: 90, parent: { id: first.id }, changes: [{ kind: 'ADD', count: 30, message: expect.stringMatching(/20 of them follow the split of an equal sample\. 1 was left out, because the image cannot be decoded\.$/) }] });
    expect(second.quality!.findings.find(({ check }) => check === 'CORRUPT_SAMPLES')).toMatchObject({ count: 1 });
    const [before, after] = [bySplit(await samples(first)), bySplit(await samples(second))];
    for (const index of range(0, 60)) expect(after.get(`x${index}`)).toBe(before.get(`x${index}`));
    for (const index of range(0, 20)) expect(after.get(`copy${index}`)).toBe(before.get(`x${index}`));
    // The same bytes are as broken as before; another picture takes the key.
    expect(await leftOut(id)).toEqual(['broken0']);
    expect(await append(id, await records([pngs[0]!.subarray(0, 40)], 'broken'))).toMatchObject({ accepted: 0, repeated: 1 });
    expect(await append(id, await records([pngs[1]!], 'broken'))).toMatchObject({ accepted: 1, repeated: 0 });
  });

  test('none of which can be decoded fail with the reason, and stay where they were', async () => {
    const id = await dataset('IMAGE');
    await append(id, await records([Buffer.from('no image'), Buffer.from('neither')], 'n'));
    expect(await sealed(id)).toMatchObject({ status: 'FAILED', failure: 'None of the images of 2 records can be decoded. The first: record n0 (not PNG, JPEG or WebP).' });
    expect(await open(id)).toMatchObject({ recordCount: 2, classes: [{ label: 'a', count: 1 }, { label: 'b', count: 1 }] });
  });
});
