import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFiles } from '../support/import-files.ts';
import { zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { idxFile } from '../support/idx.ts';
import { previewOf } from '../support/preview.ts';
import { watchChildren } from '../support/watch-children.ts';

const MiB = 2 ** 20;

interface Hostile {
  readonly kind: 'TEXT' | 'TABULAR' | 'IMAGE';
  readonly format: string;
  readonly name: string;
  bytes(): Promise<Uint8Array> | Uint8Array;
  /** In what the import fails with, and in what the preview tells. */
  readonly fault: string;
  /** Where the preview, which looks at less, tells something else: nothing, or this. */
  readonly previewed?: string | null;
}

const zip = (name: string, bytes: Uint8Array) => zipArchive([{ name, bytes }]);
const text = (content: string) => () => Buffer.from(content);

const files: Readonly<Record<string, Hostile>> = {
  'a field of 10 MB': { kind: 'TABULAR', format: 'CSV', name: 'a.csv', bytes: text(`id,name\n1,${'x'.repeat(1e7)}\n2,b\n`), fault: 'a.csv: line 2 is longer than 8,388,608 bytes', previewed: null },
  'NUL bytes': { kind: 'TEXT', format: 'CSV', name: 'a.csv', bytes: text('text,label\na,x\nb\0c,y\n'), fault: 'a.csv: line 3 holds a NUL character' },
  'a million columns': { kind: 'TABULAR', format: 'CSV', name: 'a.csv', bytes: text(`${Array.from({ length: 1e6 }, (_, index) => `c${index}`).join()}\n${'1,'.repeat(1e6 - 1)}1\n`), fault: 'a.csv: more than 2,000 columns' },
  'a quote that is never closed': { kind: 'TABULAR', format: 'CSV', name: 'a.csv', bytes: text(`id,name\n1,"${'x,\n'.repeat(1.7e6)}`), fault: 'a.csv: line 2 begins a field in quotes that is not closed' },
  'JSON 200,000 deep': { kind: 'TEXT', format: 'JSONL', name: 'a.json', bytes: text(`{"text": ${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`), fault: 'a.json: line 1' },
  'a table that inflates a thousandfold': { kind: 'TABULAR', format: 'CSV', name: 'a.zip', bytes: () => zip('a.csv', Buffer.alloc(160 * MiB, 'a,b\n1,2\n')), fault: 'a.zip', previewed: null },
  'a gzip bomb': { kind: 'IMAGE', format: 'IDX', name: 'train-images-idx3-ubyte.gz', bytes: () => gzipSync(idxFile({ dimensions: [160, 1024, 1024], bytes: Buffer.alloc(160 * MiB) })), fault: 'train-images-idx3-ubyte.gz', previewed: null },
  'a way out of the archive': { kind: 'TEXT', format: 'TEXT_ARCHIVE', name: 'a.zip', bytes: () => zip('../../../../tmp/a/x.txt', Buffer.from('x')), fault: 'leads out of the archive' },
  'an image of 2 billion pixels a side': {
    kind: 'IMAGE', format: 'IMAGE_ARCHIVE', name: 'a.zip', fault: 'a.zip: none of 1 image can be decoded',
    bytes: () => zip('a/x.png', Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d494844527fffffff7fffffff0806000000', 'hex'), Buffer.alloc(30)])),
  },
  'Parquet with a wrong footer': { kind: 'TABULAR', format: 'PARQUET', name: 'a.parquet', bytes: wrongFooter, fault: 'a.parquet: its footer' },
  'a pickle': { kind: 'TABULAR', format: 'PARQUET', name: 'model.pkl', bytes: text("cposix\nsystem\n(S'touch /tmp/x'\ntR."), fault: 'model.pkl: not a Parquet file' },
};

let app: Flywheel;
let children: ReturnType<typeof watchChildren>;
const contents = new Map<string, Uint8Array>();
/** What importing each comes to. */
const outcomes = new Map<string, Promise<string>>();

beforeAll(async () => {
  for (const [name, { bytes }] of Object.entries(files)) contents.set(name, await bytes());
  app = await startFlywheel({ workers: 1 });
  children = watchChildren([app.server, ...app.workers].flatMap(({ pid }) => pid ?? []));
  for (const [name, { kind, format, name: filename }] of Object.entries(files)) {
    outcomes.set(name, importFiles(app, { kind, format, files: { [filename]: contents.get(name) ?? '' } }).then(() => 'READY', (error: unknown) => String(error)));
  }
});
afterAll(async () => {
  children.close();
  await app.stop();
});

describe('hostile files', () => {
  test.each(Object.entries(files))('%s: a clear error, before an import and by it', async (name, { kind, format, name: filename, fault, previewed = fault }) => {
    const { preview, userErrors } = await previewOf(app, kind, format, { [filename]: contents.get(name) ?? '' });
    const told = [...(preview?.faults ?? []), ...userErrors.map(({ message }) => message)].join('\n');
    if (previewed !== null) expect(told).toContain(previewed);
    const outcome = await outcomes.get(name);
    expect(outcome).toContain('FAILED: ');
    expect(outcome).toContain(fault);
    for (const answer of [told, outcome]) expect(answer).not.toMatch(/Reference|Error: [A-Z]\w+ Error|\.ts:|\/store\/|at async/);
  });

  test('the server lives on, and none of its processes held much memory', async () => {
    expect(await app.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect([...app.workers, app.server].map(({ exitCode }) => exitCode)).toEqual([null, null]);
    expect(await importFiles(app, { kind: 'TABULAR', format: 'CSV', files: { 'a.csv': `a,b,label\n${Array.from({ length: 200 }, (_, index) => `${index},${index * 7},${index % 2}`).join('\n')}\n` } })).toMatch(/./);
    const peak = await children.peakBytes();
    expect(peak.own).toBeLessThan(600 * MiB);
    expect(peak.children).toBeLessThan(900 * MiB);
  });
});

/** The last eight bytes are the footer's length and the magic; this one claims more than there is. */
async function wrongFooter(): Promise<Uint8Array> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-parquet-'));
  const path = join(folder, 'a.parquet');
  await connection.run(`COPY (SELECT i AS a, 'x' || i AS label FROM range(1000) t(i)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  const bytes = await readFile(path);
  await rm(folder, { recursive: true });
  bytes.writeUInt32LE(0x7fffffff, bytes.length - 8);
  return bytes;
}
