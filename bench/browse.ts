import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DatasetKind } from 'flywheel/plugin';
import { openSampleBrowser } from '../src/data/browse/sample-browser.ts';
import { relabelVersion } from '../src/data/derive/relabel.ts';
import { importFiles } from '../src/data/import-files.ts';
import { literal } from '../src/data/samples/sql.ts';
import type { SampleBrowser, SampleFilter, StoredVersionFiles } from '../src/domain/samples.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { layOut } from './table.ts';

const options = { samples: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '15' } } as const;
const signal = new AbortController().signal;
const split = { validation: 0.1, test: 0.1, seed: 0 };

/** Texts of 300 to 900 characters with one rare word, and rows of 20 columns; each of 20 classes. */
const made: Readonly<Partial<Record<DatasetKind, string>>> = {
  TEXT: `SELECT CASE WHEN i % 100000 = 7 THEN 'rareword ' ELSE '' END || 'text ' || i || repeat(' ' || md5(i::VARCHAR), 8 + i % 20) AS text, 'class ' || hash(i) % 20 AS label`,
  TABULAR: `SELECT ${Array.from({ length: 19 }, (_, column) => `(hash(i * 64 + ${column}) % 1000000) / 1e6 AS f${column}`).join(', ')}, 'shop ' || hash(i) % 500 AS shop, 'class ' || hash(i) % 20 AS label`,
};

/** How long pages of samples, counts and comparisons take in a large version, once it was looked at: `npm run bench -- browse [--samples 1000000]`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const samples = Number(values.samples);
  for (const kind of ['TEXT', 'TABULAR'] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-browse-'));
    const store = new LocalBlobStore(folder);
    const browser = openSampleBrowser(store);
    try {
      const [parent, child] = await makeVersions(store, folder, kind, samples);
      console.log(`${kind}, ${samples.toLocaleString('en')} samples; milliseconds, of ${values.rounds} times; of the processor on average`);
      console.log(layOut([['', 'first', 'median', 'longest', 'processor'], ...(await pages(browser, parent, samples, Number(values.rounds)))]));
      const began = performance.now();
      const difference = await browser.diff(child, parent);
      console.log(`compared with a version of 5,000 other labels: ${Math.round(performance.now() - began)} ms, ${JSON.stringify(difference)}\n`);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  }
  console.log(`largest resident memory, import included: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

async function makeVersions(store: LocalBlobStore, folder: string, kind: 'TEXT' | 'TABULAR', samples: number): Promise<[StoredVersionFiles, StoredVersionFiles]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await instance.connect();
  const upload = { filename: 'samples.parquet', key: 'upload' };
  await connection.run(`COPY (${made[kind]} FROM range(${samples}) t(i)) TO ${literal(join(folder, upload.key))} (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  const common = { store, signal, onProgress: () => undefined };
  const ids = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;
  const parent = await importFiles(kind, { ...common, uploads: [upload], format: 'PARQUET', split, columns: { label: 'label' }, target: `dataset-versions/${ids[0]}` });
  const labels = Array.from({ length: Math.min(5000, samples) }, (_, index) => ({ position: Math.floor((index * samples) / 5000), label: 'other' }));
  const child = await relabelVersion({ ...common, parent: `dataset-versions/${ids[0]}`, description: parent.description, target: `dataset-versions/${ids[1]}` }, labels);
  return [{ id: ids[0], description: parent.description }, { id: ids[1], description: child.description }];
}

async function pages(browser: SampleBrowser, version: StoredVersionFiles, samples: number, rounds: number): Promise<string[][]> {
  const middle = Math.floor(samples / 2);
  const page = (filter: SampleFilter, inverted = false) => async (round: number) => {
    const at = middle + round * 997;
    await browser.page(version, filter, { after: inverted ? undefined : at, before: inverted ? at : undefined, limit: 51, inverted });
  };
  const word = version.description.kind === 'TEXT' ? 'rareword' : '0.5';
  const cases: readonly (readonly [string, (round: number) => Promise<unknown>])[] = [
    ['50 from the middle', page({})],
    ['50 before the middle', page({}, true)],
    ['50 of a class (1 of 20)', page({ label: 'class 7' })],
    ['the same backwards', page({ label: 'class 7' }, true)],
    ['one by its position', (round) => browser.at(version, [middle + round * 997])],
    [`those with "${word}", as many as follow`, page({ contains: word })],
    ['count of a class', () => browser.count(version, { label: 'class 7' })],
    [`count of those with "${word}"`, () => browser.count(version, { contains: word })],
  ];
  const rows: string[][] = [];
  for (const [name, work] of cases) {
    const times: number[] = [];
    const before = process.cpuUsage();
    for (let round = 0; round <= rounds; round += 1) {
      const began = performance.now();
      await work(round);
      times.push(performance.now() - began);
    }
    const [first = 0, ...warm] = times;
    const { user, system } = process.cpuUsage(before);
    const sorted = warm.sort((a, b) => a - b);
    rows.push([name, first.toFixed(0), (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0), (sorted.at(-1) ?? 0).toFixed(0), ((user + system) / 1000 / (rounds + 1)).toFixed(0)]);
  }
  return rows;
}
