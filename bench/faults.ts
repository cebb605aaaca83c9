import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { importFiles } from '../src/data/import-files.ts';
import { assess, findingsName } from '../src/data/quality/assess.ts';
import { literal } from '../src/data/samples/sql.ts';
import { wholeNumber } from '../src/data/samples/work-database.ts';
import { openVersion } from '../src/data/version/open-version.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { faultCases } from './faults/cases.ts';
import { nameOf, type Planted } from './faults/planted.ts';

const options = { data: { type: 'string', default: '../shared/data' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } as const;
const signal = new AbortController().signal;

/**
 * Puts 2 % of each fault into real data and tells how many of them the quality report finds (recall), and how many of those that it
 * newly finds are planted (precision): `npm run bench -- faults [--data FOLDER] [--seed 1] [--only mnist]`. What the report finds in
 * the data before counts neither way, and is told beside.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  for (const [name, read] of faultCases(values.data, { seed: Number(values.seed) })) {
    if (values.only !== undefined && values.only !== name) continue;
    const { clean, plant } = await read();
    const before = await flaggedIn(await clean());
    const planted = await plant();
    const after = await flaggedIn(planted);
    console.log(JSON.stringify({ data: name, samples: after.samples, seconds: after.seconds, unreadable: { planted: planted.unreadable, told: after.unreadable } }));
    for (const [check, faults] of Object.entries(planted.faults)) {
      const known = before.flagged.get(check) ?? new Map<string, string | undefined>();
      const found = [...(after.flagged.get(check) ?? new Map<string, string | undefined>())];
      const hits = new Set(found.flatMap(([one, other]) => [one, ...(other === undefined ? [] : [other])]).filter((one) => faults.has(one)));
      const fresh = found.filter(([one]) => !known.has(one));
      const right = fresh.filter(([one, other]) => faults.has(one) || (other !== undefined && faults.has(other)));
      console.log(JSON.stringify({ data: name, check, planted: faults.size, foundBefore: known.size, foundNow: found.length, recall: round(hits.size / faults.size), precision: fresh.length === 0 ? null : round(right.length / fresh.length) }));
    }
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000;

interface Found {
  readonly samples: number;
  readonly seconds: number;
  readonly unreadable: number;
  /** By check: sample and, where there is one, the sample that it is compared with. */
  readonly flagged: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
}

const row = z.object({ check: z.string(), file: z.string(), row: wholeNumber, entry: z.string().nullable(), otherFile: z.string().nullable(), otherRow: wholeNumber.nullable(), otherEntry: z.string().nullable() });

async function flaggedIn({ kind, format, files }: Omit<Planted, 'faults' | 'unreadable'>): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-faults-'));
  try {
    const store = new LocalBlobStore(folder);
    const prefix = 'dataset-versions/1';
    const uploads = await Promise.all(Object.entries(files).map(async ([filename, bytes], index) => ({ filename, key: (await store.write(`uploads/${index}`, bytes), `uploads/${index}`) })));
    const began = performance.now();
    const version = await importFiles(kind, { uploads, format, split: { validation: 0, test: 0, seed: 0 }, target: prefix, store, onProgress: () => undefined, signal });
    await assess({ store, prefix, description: version.description, leftOut: version, onProgress: () => undefined, signal });
    const seconds = Math.round(performance.now() - began) / 1000;
    const opened = await openVersion({ store, prefix, description: version.description, work: 'work', signal, reads: [`${prefix}/${findingsName}`] });
    const path = await store.localFile(`${prefix}/${findingsName}`);
    const rows = await opened.database.all(
      `SELECT f."check", a.file, a."row", a.entry, b.file AS otherFile, b."row" AS otherRow, b.entry AS otherEntry
       FROM read_parquet(${literal(path)}) f JOIN samples a USING (sample_position) LEFT JOIN samples b ON b.sample_position = f.other`, row);
    await opened.close();
    const flagged = new Map<string, Map<string, string | undefined>>();
    for (const { check, file, row: place, entry, otherFile, otherRow, otherEntry } of rows) {
      const ofCheck = flagged.get(check) ?? new Map<string, string | undefined>();
      flagged.set(check, ofCheck.set(nameOf(file, place, entry), otherFile === null || otherRow === null ? undefined : nameOf(otherFile, otherRow, otherEntry)));
    }
    return { samples: version.sampleCount, seconds, unreadable: version.corrupt.count, flagged };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
