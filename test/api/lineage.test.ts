import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text, textOf, userErrors, type Version } from '../support/appending.ts';
import { encoded } from '../support/archives.ts';
import { barImages } from '../support/bar-images.ts';
import { allSamples, CONTENT } from '../support/browsing.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { trainWords, wordsEnvironment } from '../support/words-model.ts';

let app: Flywheel;
const { dataset, imported, importedFiles, append, sealed, finished } = appending(() => app);
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wordsEnvironment });
});
afterAll(() => app.stop());

interface NewLabel {
  readonly position: number;
  readonly label: string | null;
}

const relabelling = z.object({ relabelSamples: z.object({ datasetVersion: z.object({ id: z.string(), status: z.string() }).nullable(), userErrors }) });
async function relabel(datasetVersionId: string, labels: readonly NewLabel[], options: Record<string, unknown> = {}, key?: string) {
  return (await app.data(relabelling, 'mutation ($input: RelabelSamplesInput!) { relabelSamples(input: $input) { datasetVersion { id status } userErrors { code message path } } }', { input: { datasetVersionId, labels, ...options } }, key)).relabelSamples;
}
async function relabelled(datasetVersionId: string, labels: readonly NewLabel[]): Promise<Version> {
  const { datasetVersion, userErrors: faults } = await relabel(datasetVersionId, labels);
  expect(faults).toEqual([]);
  return finished(datasetVersion!.id);
}

const side = z.object({ position: z.number(), label: z.string().nullable(), split: z.string(), content: z.looseObject({}) }).nullable();
const change = z.object({ edges: z.array(z.object({ node: z.object({ before: side, after: side }) })), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) });
const difference = z.object({
  before: z.object({ id: z.string() }), added: z.number(), removed: z.number(), relabelled: z.number(), moved: z.number(),
  splits: z.array(z.object({ split: z.string(), before: z.number(), after: z.number() })), classes: z.array(z.object({ label: z.string().nullable(), before: z.number(), after: z.number() })),
});
async function diff(id: string, parent?: string) {
  const query = 'query ($id: ID!, $parent: ID) { node(id: $id) { ... on DatasetVersion { diff(parent: $parent) { before { id } added removed relabelled moved splits { split before after } classes { label before after } } } } }';
  return (await app.data(z.object({ node: z.object({ diff: difference.nullable() }) }), query, { id, parent })).node.diff;
}
type Change = 'ADDED' | 'REMOVED' | 'RELABELLED' | 'MOVED';
async function changed(id: string, kind: Change, { parent, first = 100 }: { parent?: string; first?: number } = {}) {
  const sideFields = `{ position label split ${CONTENT} }`;
  const query = `query ($id: ID!, $parent: ID, $change: SampleChange!, $first: Int, $after: String) { node(id: $id) { ... on DatasetVersion { diff(parent: $parent) { samples(change: $change, first: $first, after: $after) { edges { node { before ${sideFields} after ${sideFields} } } pageInfo { hasNextPage endCursor } } } } } }`;
  const all: z.infer<typeof change>['edges'][number]['node'][] = [];
  for (let after: string | null = null; ; ) {
    const { samples }: { samples: z.infer<typeof change> } = (await app.data(z.object({ node: z.object({ diff: z.object({ samples: change }) }) }), query, { id, parent, change: kind, first, after })).node.diff;
    all.push(...samples.edges.map(({ node }) => node));
    if (!samples.pageInfo.hasNextPage) return all;
    after = samples.pageInfo.endCursor;
  }
}

describe('relabelling', () => {
  test.each([
    ['texts', 'TEXT', 'JSONL', (label: (index: number) => string | null) => jsonl(range(0, 300).map((index) => ({ text: textOf(index), label: label(index), subject: `s${index % 9}`, split: ['train', 'train', 'validation', 'test'][index % 4] })))],
    ['rows', 'TABULAR', 'CSV', (label: (index: number) => string | null) => Buffer.from(['size,colour,split,label', ...range(0, 300).map((index) => `${index},${index % 7},${['train', 'train', 'validation', 'test'][index % 4]},${label(index) ?? ''}`)].join('\n'))],
  ])('%s makes a new version that is what an import with these labels makes', async (_name, kind, format, file) => {
    const columns = { label: 'label', ...(kind === 'TEXT' && { subject: 'subject' }) };
    const before = (index: number) => (index % 2 === 0 ? 'even' : 'odd');
    const after = (index: number) => (index === 7 ? 'a new one' : index === 8 || index === 9 ? null : index < 5 ? 'odd' : before(index));
    const datasetId = await dataset(kind);
    const parent = await imported(datasetId, format, 'before', file(before), { columns });
    const samples = await allSamples(app, parent.id);
    const labels = samples.filter(({ origin }) => origin.row <= 10).map(({ position, origin }) => ({ position, label: after(origin.row - 1) }));
    const version = await relabelled(parent.id, labels);
    expect(version).toMatchObject({ parent: { id: parent.id }, digest: (await imported(await dataset(kind), format, 'after', file(after), { columns })).digest, splits: parent.splits });
    expect(version.changes).toEqual([{ kind: 'RELABEL', count: 6, message: '6 samples were relabelled: 3 from even to odd, 1 from even to no label, 1 from odd to a new one, 1 from odd to no label. New class: a new one.' }]);
    const now = await allSamples(app, version.id);
    const known = ({ subject, split, origin, content }: (typeof now)[number]) => ({ subject, split, origin, content });
    const byRow = (all: typeof now) => [...all].sort((a, b) => a.origin.row - b.origin.row);
    expect(byRow(now).map(known)).toEqual(byRow(samples).map(known));
    expect(byRow(now).map(({ label }) => label)).toEqual(range(0, 300).map(after));

    const compared = await diff(version.id);
    expect(compared).toMatchObject({ before: { id: parent.id }, added: 0, removed: 0, moved: 0, relabelled: 6 });
    expect(compared!.classes).toEqual([{ label: 'a new one', before: 0, after: 1 }, { label: 'even', before: 150, after: 146 }, { label: 'odd', before: 150, after: 151 }, { label: null, before: 0, after: 2 }]);
    for (const { before: was, after: is } of await changed(version.id, 'RELABELLED')) expect([was!.content, was!.label === is!.label]).toEqual([is!.content, false]);
  });

  test('pictures keep their pixels, and a new class comes in its order', async () => {
    const parent = await importedFiles(await dataset('IMAGE'), 'IDX', barImages({ train: [60, 60], t10k: [5, 5] }));
    const [first] = await allSamples(app, parent.id, { split: 'TEST', label: '1' });
    const version = await relabelled(parent.id, [{ position: first!.position, label: '10' }]);
    expect(version.classes).toEqual([{ label: '0', count: 65 }, { label: '1', count: 64 }, { label: '10', count: 1 }]);
    const [now] = await allSamples(app, version.id, { label: '10' });
    expect(now).toMatchObject({ split: 'TEST', origin: first!.origin });
    const pixels = async (sample: typeof now) => Buffer.from(await (await fetch(String(sample!.content['url']))).arrayBuffer());
    expect(await pixels(now)).toEqual(await pixels(first));
  });

  test('what is wrong is told at its place; the same call twice makes one version; what changes nothing fails', async () => {
    const parent = await imported(await dataset('TEXT'), 'JSONL', 'texts', jsonl(range(0, 100).map(text)), { columns: { subject: 'subject' } });
    const last = parent.sampleCount! - 1;
    expect((await relabel(parent.id, [{ position: 0, label: 'card' }, { position: last + 1, label: 'card' }, { position: 1, label: ' ' }, { position: 0, label: 'x\ny' }])).userErrors).toEqual([
      { code: 'INVALID_INPUT', message: `position must be from 0 to ${last}, a place in the version, not ${last + 1}.`, path: ['labels', '1', 'position'] },
      { code: 'INVALID_INPUT', message: 'label must not be empty.', path: ['labels', '2', 'label'] },
      { code: 'INVALID_INPUT', message: 'The sample at 0 is named twice; give it one label.', path: ['labels', '3', 'position'] },
      { code: 'INVALID_INPUT', message: 'label must be one line without control characters.', path: ['labels', '3', 'label'] },
    ]);
    expect((await relabel(parent.id, [])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['labels'] }]);
    expect((await relabel(parent.id, range(0, 5001).map((position) => ({ position, label: 'card' })))).userErrors).toMatchObject([{ message: 'labels must hold 1 to 5000 labels, not 5001.' }]);
    const [once, twice] = [await relabel(parent.id, [{ position: 0, label: 'third' }], { idempotencyKey: 'k' }), await relabel(parent.id, [{ position: 0, label: 'third' }], { idempotencyKey: 'k' })];
    expect(twice.datasetVersion?.id).toBe(once.datasetVersion?.id);
    expect((await relabel(parent.id, [{ position: 0, label: 'fourth' }], { idempotencyKey: 'k' })).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    const version = await finished(once.datasetVersion!.id);
    expect((await relabelled(version.id, [{ position: (await allSamples(app, version.id, { label: 'third' }))[0]!.position, label: 'third' }]))).toMatchObject({ status: 'FAILED', failure: 'Nothing to relabel: every sample that was named has the given label already.' });
    const pairs = await imported(await dataset('TEXT_PAIR'), 'JSONL', 'pairs', jsonl(range(0, 30).map((index) => ({ source: `a ${index}`, target: `b ${index}` }))));
    expect((await relabel(pairs.id, [{ position: 0, label: 'x' }])).userErrors).toEqual([{ code: 'INVALID_STATE', message: 'Samples of kind TEXT_PAIR have no label.', path: ['datasetVersionId'] }]);
    const { createApiKey, createProject } = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }), createProject: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "Reader", scopes: [READ] }) { secret } createProject(input: { name: "Other" }) { secret } }');
    expect((await relabel(parent.id, [{ position: 0, label: 'x' }], {}, createProject.secret)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['datasetVersionId'] }]);
    await expect(relabel(parent.id, [{ position: 0, label: 'x' }], {}, createApiKey.secret)).rejects.toThrow('FORBIDDEN');
    expect(await diff(parent.id)).toBeNull();
    await expect(diff(parent.id, pairs.id)).rejects.toThrow('can be compared with another of this kind');
  });
});

test('versions are compared sample by sample: copies are counted, and what moved or has another label is no longer the same', async () => {
  const split = (name: string) => (row: { text: string; label?: string }) => ({ ...row, split: name });
  const row = (index: number, label = 'a') => ({ text: `text ${index}`, label });
  const first = [...range(0, 40).map((index) => split('train')(row(index))), ...[1, 1, 2].map((index) => split('train')(row(index))), ...range(40, 50).map((index) => split('test')(row(index)))];
  const second = [...range(0, 35).map((index) => split('train')(row(index, index < 3 ? 'b' : 'a'))), ...[5, 6].map((index) => split('train')(row(index))), ...[35, 36].map((index) => split('test')(row(index))), ...range(37, 50).map((index) => split('test')(row(index, index === 37 ? 'b' : 'a'))), ...range(60, 63).map((index) => split('train')(row(index)))];
  const datasetId = await dataset('TEXT');
  const asNamed = { split: { validation: 0, test: 0 } };
  const [was, is] = [await imported(datasetId, 'JSONL', 'one', jsonl(first), asNamed), await imported(datasetId, 'JSONL', 'two', jsonl(second), asNamed)];
  const compared = await diff(is.id, was.id);
  // 0 to 2 and 37 have other labels; 35 to 39 moved; of 1 and 2 the copies are gone, 5 and 6 have one more; 60 to 62 are new.
  expect(compared).toMatchObject({ added: 5, removed: 3, relabelled: 4, moved: 5, splits: [{ split: 'TRAIN', before: 43, after: 40 }, { split: 'VALIDATION', before: 0, after: 0 }, { split: 'TEST', before: 10, after: 15 }] });
  const of = (kind: Change) => changed(is.id, kind, { parent: was.id, first: 2 });
  const [added, removed, relabels, moved] = [await of('ADDED'), await of('REMOVED'), await of('RELABELLED'), await of('MOVED')];
  const texts = (samples: typeof added) => samples.map(({ before, after }) => Number(String((after ?? before)!.content['text']).slice(5))).sort((a, b) => a - b);
  expect([added, removed, relabels, moved].map(texts)).toEqual([[5, 6, 60, 61, 62], [1, 1, 2], [0, 1, 2, 37], [35, 36, 37, 38, 39]]);
  expect(added.every(({ before, after }) => before === null && after !== null)).toBe(true);
  expect(removed.every(({ before, after }) => before !== null && after === null)).toBe(true);
  expect(moved.map(({ before, after }) => [before?.split, after?.split])).toEqual(Array.from({ length: 5 }, () => ['TRAIN', 'TEST']));
  expect(await diff(was.id, was.id)).toMatchObject({ added: 0, removed: 0, relabelled: 0, moved: 0 });
});

test('from a run one reaches the files and records that it learned from, and from a file what became of it', async () => {
  const datasetId = await dataset('IMAGE');
  const first = await importedFiles(datasetId, 'IDX', barImages({ train: [150, 150], t10k: [20, 20] }));
  const png = await app.upload('drawn.png', await encoded({ height: 8, width: 8, channels: 1, pixels: Uint8Array.from({ length: 64 }, (_, index) => index * 3) }));
  await append(datasetId, [{ key: 'drawn', imageUploadId: png, label: '0', subject: 'person-3' }]);
  const second = await sealed(datasetId, { datasetVersionId: first.id });
  const third = await relabelled(second.id, [{ position: 0, label: '1' }, { position: 1, label: '0' }]);
  const { runId, modelVersionId } = await trainWords(app, third.id);

  const source = 'source { __typename ... on DatasetImport { format split { validation test seed } columns { label } uploads { id filename sizeBytes sha256 state } } ... on SealedRecords { first count } ... on DatasetRelabelling { count actor } }';
  const up = `query ($id: ID!, $model: ID!) { node(id: $id) { ... on TrainingRun { datasetVersion { number ${source} parent { number } ancestors { number ${source} } } } } model: node(id: $model) { ... on ModelVersion { datasetVersion { id } } } }`;
  const { createApiKey } = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "Reader", scopes: [READ] }) { secret } }');
  const lineage = await app.ask(up, { id: runId, model: modelVersionId }, createApiKey.secret);
  const upload = (filename: string) => ({ id: expect.any(String), filename, sizeBytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), state: 'STORED' });
  expect(lineage).toEqual({ data: {
    node: { datasetVersion: {
      number: 3, source: { __typename: 'DatasetRelabelling', count: 2, actor: 'Root key' }, parent: { number: 2 },
      ancestors: [
        { number: 2, source: { __typename: 'SealedRecords', first: 1, count: 1 } },
        { number: 1, source: { __typename: 'DatasetImport', format: 'IDX', split: { validation: 0.1, test: 0.1, seed: 0 }, columns: null, uploads: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(upload) } },
      ],
    } },
    model: { datasetVersion: { id: third.id } },
  } });
  const answered = z.object({ data: z.object({ node: z.object({ datasetVersion: z.object({ ancestors: z.array(z.object({ source: z.object({ uploads: z.array(z.object({ id: z.string() })).optional() }) })) }) }) }) });
  const labels = answered.parse(lineage).data.node.datasetVersion.ancestors[1]!.source.uploads![0]!.id;

  const list = (fields: string) => `{ edges { node { ${fields} } } }`;
  const down = `query ($id: ID!) { node(id: $id) { ... on Upload { datasetVersions ${list(`number children ${list('number')} descendants { number trainingRuns ${list('id modelVersion { id }')} modelVersions ${list('id')} }`)} } } }`;
  const edges = (...nodes: readonly unknown[]) => ({ edges: nodes.map((node) => ({ node })) });
  const fromThird = { number: 3, trainingRuns: edges({ id: runId, modelVersion: { id: modelVersionId } }), modelVersions: edges({ id: modelVersionId }) };
  expect(await app.ask(down, { id: labels }, createApiKey.secret)).toEqual({ data: { node: { datasetVersions: edges({ number: 1, children: edges({ number: 2 }), descendants: [{ number: 2, trainingRuns: edges(), modelVersions: edges() }, fromThird] }) } } });
  expect(await app.ask(down, { id: png }, createApiKey.secret)).toEqual({ data: { node: { datasetVersions: edges({ number: 2, children: edges({ number: 3 }), descendants: [fromThird] }) } } });
  expect((await app.ask('query ($id: ID!) { node(id: $id) { ... on Upload { filename url } } }', { id: png }, createApiKey.secret)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');

  // A sample that came as a record leads to it.
  const origin = 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { samples(filter: { subject: "person-3" }) { edges { node { origin { file row entry record { key upload { id } feedback { id } } } } } } } } }';
  expect(await app.ask(origin, { id: third.id }, createApiKey.secret)).toEqual({ data: { node: { samples: edges({ origin: { file: 'records', row: 1, entry: 'drawn', record: { key: 'drawn', upload: { id: png }, feedback: null } } }) } } });
});
