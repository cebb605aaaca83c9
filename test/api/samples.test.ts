import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readOrMakeSigningSecret } from '../../src/http/secrets.ts';
import { SignedUrls } from '../../src/http/signed-urls.ts';
import { appending, jsonl, type Version } from '../support/appending.ts';
import { barImages } from '../support/bar-images.ts';
import { allBackwards, allSamples, samplesOf } from '../support/browsing.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importFiles } from '../support/import-files.ts';

let app: Flywheel;
const { dataset, imported } = appending(() => app);
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const folderOf = (id: string) => join(app.storeFolder, 'dataset-versions', Buffer.from(id, 'base64').toString().split(':')[1] ?? '');
const messageOf = async (query: string, variables: Record<string, unknown>, key?: string) => (await app.ask(query, variables, key)).errors?.[0];
const page = 'query ($id: ID!, $filter: SampleFilterInput, $after: String) { node(id: $id) { ... on DatasetVersion { samples(filter: $filter, first: 3, after: $after) { edges { node { position content { ... on ImageSample { url } } } } } } } }';

describe('texts', () => {
  const long = `The longest of all. ${'word '.repeat(2000)}`;
  const texts = Array.from({ length: 330 }, (_, index) => `Text number ${index} says ${index % 7 === 0 ? 'Straße ÄÖÜ 100%_done' : 'nothing'}.`);
  let version: Version;
  beforeAll(async () => {
    const rows = [...texts.map((text, index) => ({ text, label: index % 10 === 9 ? null : index % 2 === 0 ? 'even' : 'odd', subject: `person-${index % 5}`, split: ['train', 'train', 'train', 'validation', 'test'][index % 5] })), { text: long, label: 'even', subject: 'person-9', split: 'train' }, { text: texts[1], label: 'even', subject: null, split: 'test' }];
    version = await imported(await dataset('TEXT'), 'JSONL', 'texts.jsonl', jsonl(rows), { columns: { subject: 'subject' } });
  });

  test('are gone through both ways, and every one comes once, in its place', async () => {
    const forwards = await allSamples(app, version.id, {}, 37);
    expect(forwards.map(({ position }) => position)).toEqual(Array.from({ length: 332 }, (_, index) => index));
    expect(await allBackwards(app, version.id, {}, 50)).toEqual(forwards);
    expect(forwards.map(({ split }) => split)).toEqual([...forwards.map(({ split }) => split)].sort((a, b) => ['TRAIN', 'VALIDATION', 'TEST'].indexOf(a) - ['TRAIN', 'VALIDATION', 'TEST'].indexOf(b)));
    // Each leads back to its row of the file.
    for (const { content, origin } of forwards.filter(({ origin: { row } }) => row <= 330)) expect(content).toEqual({ __typename: 'TextSample', text: texts[origin.row - 1], isCut: false });
    expect(new Set(forwards.map(({ origin }) => origin.file))).toEqual(new Set(['texts.jsonl']));
    expect(forwards.find(({ origin }) => origin.row === 3)).toMatchObject({ subject: 'person-2', label: 'even', split: 'TRAIN' });
  });

  test.each([
    [{ split: 'VALIDATION' }, (index: number) => index % 5 === 3],
    [{ label: 'odd' }, (index: number) => index % 2 === 1 && index % 10 !== 9],
    [{ unlabelled: true, split: 'TEST' }, (index: number) => index % 10 === 9],
    [{ subject: 'person-4', label: 'even' }, (index: number) => index % 5 === 4 && index % 2 === 0],
    [{ contains: 'straße äöü 100%_DONE', unlabelled: false }, (index: number) => index % 7 === 0 && index % 10 !== 9],
    [{ contains: 'number 33 ' }, (index: number) => index === 33],
    [{ contains: 'n.mber' }, () => false],
  ])('are filtered by %o, and counted, with the same from either end', async (filter, fits) => {
    const wanted = texts.map((_, index) => index + 1).filter((row) => fits(row - 1));
    const found = (await allSamples(app, version.id, filter, 9)).filter(({ origin }) => origin.row <= 330);
    expect(found.map(({ origin }) => origin.row).sort((a, b) => a - b)).toEqual(wanted);
    expect((await allBackwards(app, version.id, filter, 9)).filter(({ origin }) => origin.row <= 330)).toEqual(found);
    expect(Math.abs((await samplesOf(app, version.id, { filter, first: 1 })).totalCount! - wanted.length)).toBeLessThanOrEqual(2);
  });

  test('findings lead to both samples; long texts are cut, and said to be', async () => {
    const leaked = (await allSamples(app, version.id, { check: 'SPLIT_LEAKAGE' })).find(({ findings }) => findings.some(({ detail }) => detail === 'copy in TRAIN'));
    expect(leaked).toMatchObject({ split: 'TEST', origin: { row: 332 }, findings: expect.arrayContaining([{ check: 'SPLIT_LEAKAGE', detail: 'copy in TRAIN', other: expect.any(Number), otherSample: { position: expect.any(Number), label: 'odd' } }]) });
    const shape = z.object({ node: z.object({ quality: z.object({ findings: z.array(z.object({ check: z.string(), examples: z.array(z.object({ position: z.number(), sample: z.looseObject({ position: z.number() }), otherSample: z.object({ origin: z.object({ row: z.number() }) }).nullable() })) })) }) }) });
    const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { quality { findings { check examples { position sample { position origin { row } } otherSample { origin { row } } } } } } } }', { id: version.id });
    expect(node.quality.findings.find(({ check }) => check === 'SPLIT_LEAKAGE')?.examples).toContainEqual({ position: leaked!.position, sample: { position: leaked!.position, origin: { row: 332 } }, otherSample: { origin: { row: 2 } } });
    const [longest] = await allSamples(app, version.id, { contains: 'the longest of all' });
    expect(longest!.content).toEqual({ __typename: 'TextSample', text: long.slice(0, 4000), isCut: true });
  });

  test('a sample is found by its position; there is none beyond the last', async () => {
    const shape = z.object({ node: z.object({ a: z.object({ position: z.number() }).nullable(), b: z.unknown(), c: z.unknown() }) });
    const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { a: sample(position: 331) { position } b: sample(position: 332) { position } c: sample(position: -1) { position } } } }', { id: version.id });
    expect(node).toEqual({ a: { position: 331 }, b: null, c: null });
  });

  test('what is asked wrongly is told; what is asked too much is refused before it is read', async () => {
    expect(await messageOf(page, { id: version.id, filter: { contains: '\0' } })).toMatchObject({ message: 'filter.contains must be a text of at most 1000 characters, without NUL.', extensions: { code: 'BAD_USER_INPUT' } });
    expect(await messageOf(page, { id: version.id, after: 'sample' })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await messageOf(page.replace('first: 3', 'first: 101'), { id: version.id })).toMatchObject({ message: 'first must be from 0 to 100, not 101.' });
    const counts = (times: number) => `query ($id: ID!) { node(id: $id) { ... on DatasetVersion { ${Array.from({ length: times }, (_, index) => `a${index}: samples(first: 100, filter: { contains: "${index}" }) { totalCount edges { cursor } }`).join(' ')} } } }`;
    expect(await messageOf(counts(29), { id: version.id })).toBeUndefined();
    const more = Array.from({ length: 3 }, (_, index) => `b${index}: node(id: $id) { ... on DatasetVersion { diff(parent: $id) { added } } }`).join(' ');
    expect(await messageOf(counts(26).replace(/}$/, `${more} }`), { id: version.id })).toMatchObject({ message: expect.stringContaining('asks for more than 20000 rows') });
  });

  test('nobody reads another project\'s, nor without READ', async () => {
    const { createProject } = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation { createProject(input: { name: "Other" }) { secret } }');
    expect((await app.ask(page, { id: version.id }, createProject.secret)).data).toEqual({ node: null });
    const { createApiKey } = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "Data", scopes: [DATA] }) { secret } }');
    expect(await messageOf(page, { id: version.id }, createApiKey.secret)).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

test('pairs, rows and interactions are shown as what they are', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => index);
  const stored = async (kind: string, format: string, content: string | Uint8Array, columns: Record<string, string> = {}) => (await imported(await dataset(kind), format, 'file', Buffer.from(content), { columns })).id;
  const pairs = await stored('TEXT_PAIR', 'JSONL', jsonl(lines.map((index) => ({ source: `a house ${index}`, target: `ein Haus ${index}` }))));
  const [pair] = await allSamples(app, pairs, { contains: 'HAUS 7' });
  expect(pair).toMatchObject({ label: null, origin: { row: 8 }, content: { __typename: 'TextPairSample', source: 'a house 7', target: 'ein Haus 7', isCut: false } });

  const table = ['size,"a ""quoted"", one",colour,label', ...lines.map((index) => `${index === 3 ? '' : index / 2},${index * 3},${index % 2 === 0 ? 'red' : 'Blue'},${index % 2}`), `0.25,5,${'x'.repeat(1500)},1`].join('\n');
  const rows = await stored('TABULAR', 'CSV', table, { label: 'label' });
  const values = (await allSamples(app, rows)).sort((a, b) => a.origin.row - b.origin.row).map(({ content }) => content['values']);
  expect(values[3]).toEqual({ 'size': null, 'a "quoted", one': 9, 'colour': 'Blue' });
  expect((await allSamples(app, rows, { contains: '0.25' })).map(({ content }) => content)).toEqual([{ __typename: 'RowSample', values: { 'size': 0.25, 'a "quoted", one': 5, 'colour': 'x'.repeat(1000) }, isCut: true }]);
  expect(await allSamples(app, rows, { contains: 'blue' })).toHaveLength(20);
  expect(await allSamples(app, rows, { contains: '27' })).toHaveLength(1);

  const ratings = ['user,item,rating,time', ...lines.map((index) => `u${index % 4},film-${index},${index % 5},${1_600_000_000 + index * 60}`)].join('\n');
  const interactions = await stored('INTERACTION', 'CSV', ratings, { value: 'rating' });
  expect(await allSamples(app, interactions, { contains: 'FILM-39' })).toMatchObject([{ split: 'TEST', subject: 'u3', content: { __typename: 'InteractionSample', user: 'u3', item: 'film-39', value: 4, time: '2020-09-13T13:05:40.000Z' } }]);
  expect((await samplesOf(app, interactions, { filter: { split: 'VALIDATION' } })).totalCount).toBe(4);
});

describe('pictures', () => {
  let id: string;
  const { dataset, importedFiles } = appending(() => app);
  /** So small that many look alike, which rejects the version; they can be looked at all the same. */
  const pictures = async (files: Readonly<Record<string, Uint8Array>>) => (await importedFiles(await dataset('IMAGE'), 'IDX', files)).id;
  beforeAll(async () => {
    id = await pictures(barImages({ train: [200, 200], t10k: [20, 20] }));
  });

  test('are served as PNG of the very pixels, or smaller, under addresses that are signed, expire and cannot be made up', async () => {
    const [first] = await allSamples(app, id, { split: 'TEST', label: '1' });
    const url = String(first!.content['url']);
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-security-policy')]).toEqual([200, 'image/png', "default-src 'none'; sandbox"]);
    const { data, info } = await sharp(await response.arrayBuffer()).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 8, height: 8 });
    // The fourth row is bright in class 1, the second is dark.
    expect([data[3 * 8 * info.channels]! > 150, data[8 * info.channels]! > 150]).toEqual([true, false]);
    expect(Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(7200);
    const [, expiry = '', signature = '', version = '', place = ''] = /samples\/(\w+)\.([\w-]+)\/([\w-]+)\/(\d+)\.png$/.exec(url) ?? [];
    const address = (parts: { expiry?: string; signature?: string; place?: string }) => `${app.url}/samples/${parts.expiry ?? expiry}.${parts.signature ?? signature}/${version}/${parts.place ?? place}.png`;
    const guesses = [address({ place: String(Number(place) + 1) }), address({ place: `${place}-64` }), address({ expiry: (Number.parseInt(expiry, 36) + 3600).toString(36) }), address({ expiry: (1).toString(36) }), address({ signature: `${signature.slice(0, -1)}A` }), `${address({})}?x`.replace('.png', '.jpg')];
    for (const guess of guesses) expect((await fetch(guess)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const urls = new SignedUrls(await readOrMakeSigningSecret(join(app.storeFolder, '..')));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * 3_600_000 });
    const expired = urls.sampleImageUrl(app.url, version, Number(place), undefined);
    vi.useRealTimers();
    expect([urls.sampleImageUrl(app.url, version, Number(place), undefined), (await fetch(expired)).status]).toEqual([url, 404]);
  });

  test('of a version whose files are damaged or gone are not served, and its samples are refused with what is wrong', async () => {
    const url = String((await samplesOf(app, id, { first: 1 })).edges[0]?.node.content['url']);
    expect((await fetch(url)).status).toBe(200);
    const other = await pictures(barImages({ first: 900, train: [60, 60] }));
    const otherUrl = String((await samplesOf(app, other, { first: 1 })).edges[0]?.node.content['url']);
    await truncate(join(folderOf(other), 'images.bin'), 100);
    const cut = await fetch(otherUrl);
    expect([cut.status, await cut.text()]).toEqual([404, expect.stringContaining('images.bin has 100 bytes instead of 7680')]);
    await rm(folderOf(id), { recursive: true });
    expect(await messageOf(page, { id })).toMatchObject({ message: 'The files of this dataset version are gone.', extensions: { code: 'UNAVAILABLE' } });
    expect((await fetch(url)).status).toBe(404);
  });
});

test('a table that is damaged, before or after it was looked at, is told; nothing of the inside is', async () => {
  const text = (from: number) => jsonl(Array.from({ length: 300 }, (_, index) => ({ text: `Text ${from + index} of some`, label: index % 2 === 0 ? 'a' : 'b' })));
  const [known, unknown, manifest] = await Promise.all([1000, 2000, 3000].map((from) => importFiles(app, { kind: 'TEXT', format: 'JSONL', files: { 'texts.jsonl': text(from) } })));
  await samplesOf(app, known!);
  expect(await readdir(folderOf(unknown!))).toContain('samples.parquet');
  for (const id of [known!, unknown!]) await writeFile(join(folderOf(id), 'samples.parquet'), 'No table at all.');
  await writeFile(join(folderOf(manifest!), 'manifest.json'), '{"layout": ');
  for (const id of [known!, unknown!]) expect((await messageOf(page, { id }))?.message).toBe('The files of this dataset version are damaged. Import it again, or bring them back from a backup.');
  expect((await messageOf(page, { id: manifest! }))?.message).toBe('The manifest of the dataset version is not of a layout that this release reads.');
});
