import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest, type SamplesManifest } from '../layout/samples-manifest.ts';
import { DamagedVersion } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';
import { splitNames } from '../split-words.ts';
import { type Column, NameColumn, NumberColumn, TextColumn } from './columns.ts';
import type { SampleReader } from './sample-reader.ts';

type TableDescription = Exclude<DatasetDescription, { kind: 'IMAGE' }>;

/** Held while the table is read, besides the columns. */
const MEMORY = '500MB';

/** Opens a version of layout 2. All of its content is held in memory: texts as UTF-8, names once each, numbers as doubles. */
export async function openSamples(store: BlobStore, prefix: string, description: TableDescription): Promise<SampleReader> {
  const manifest = await readSamplesManifest(store, prefix);
  if (!isDeepStrictEqual(manifest.description, { ...description })) throw new DamagedVersion('The files of the dataset version do not fit its description.');
  const { name, sizeBytes, sha256 } = manifest.files.samples;
  const path = await store.localFile(`${prefix}/${name}`);
  await requireUnchanged(path, name, sizeBytes, sha256);
  const read = readerOf(description, manifest);
  await load(path, read.columns, manifest.sampleCount);
  const { batch, label } = read;
  return { orders: ordersOf(description), atOnce: 1, read: batch, close: async () => {}, ...(label && { labelsOf: (positions: Uint32Array) => label.codes(positions) }) };
}

function ordersOf({ counts }: TableDescription): SampleReader['orders'] {
  let start = 0;
  const [TRAIN, VALIDATION, TEST] = splitNames.map((split) => {
    const first = start;
    start += counts[split];
    return Uint32Array.from({ length: counts[split] }, (_, index) => first + index);
  }) as [Uint32Array, Uint32Array, Uint32Array];
  return { TRAIN, VALIDATION, TEST };
}

/** The columns that a kind needs, by their names in the file, and how they make a batch. */
function readerOf(description: TableDescription, { content }: SamplesManifest): { columns: ReadonlyMap<string, Column>; batch: SampleReader['read']; label?: NameColumn } {
  switch (description.kind) {
    case 'TEXT': {
      const [text, label] = [new TextColumn(), new NameColumn(description.classes)];
      return { label, columns: new Map<string, Column>([['text', text], ['label', label]]), batch: (at) => ({ count: at.length, texts: text.texts(at), labels: label.codes(at) }) };
    }
    case 'TEXT_PAIR': {
      const [source, target] = [new TextColumn(), new TextColumn()];
      return { columns: new Map([['source', source], ['target', target]]), batch: (at) => ({ count: at.length, sources: source.texts(at), targets: target.texts(at) }) };
    }
    case 'TABULAR': {
      const label = new NameColumn(description.classes);
      const features = description.columns.map(({ type }) => (type === 'NUMBER' ? new NumberColumn() : new NameColumn()));
      const numbers = features.filter((column) => column instanceof NumberColumn);
      const categories = features.filter((column) => column instanceof NameColumn);
      return {
        label,
        columns: new Map<string, Column>([...features.map((column, index) => [content[index]!, column] as const), ['label', label]]),
        batch: (at) => ({ count: at.length, numbers: NumberColumn.rows(numbers, at), categories: NameColumn.rows(categories, at), labels: label.codes(at) }),
      };
    }
    case 'INTERACTION': {
      const [user, item, value, time] = [new NameColumn(), new NameColumn(), new NumberColumn(), new NumberColumn()];
      return {
        columns: new Map<string, Column>([['user', user], ['item', item], ['value', value], ['time', time]]),
        batch: (at) => ({ count: at.length, users: user.names(at), items: item.names(at), values: NumberColumn.rows([value], at), times: NumberColumn.rows([time], at) }),
      };
    }
  }
}

async function load(path: string, columns: ReadonlyMap<string, Column>, sampleCount: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: MEMORY });
  const connection = await instance.connect();
  try {
    const result = await connection.stream(`SELECT ${[...columns].map(([name, column]) => column.select(name)).join(', ')} FROM read_parquet(${literal(path)})`);
    const targets = [...columns.values()];
    let rows = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const { rowCount } = chunk;
      targets.forEach((column, index) => column.take(chunk!.getColumnVector(index), rowCount, sampleCount));
      rows += rowCount;
    }
    if (rows !== sampleCount) throw new DamagedVersion(`The dataset version has ${rows} samples instead of ${sampleCount}. Import it again.`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function requireUnchanged(path: string, name: string, sizeBytes: number, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  if (bytes !== sizeBytes) throw new DamagedVersion(`The dataset version's file ${name} has ${bytes} bytes instead of ${sizeBytes}.`);
  if (hash.digest('hex') !== sha256) throw new DamagedVersion(`The dataset version's file ${name} was changed since its import. Import it again.`);
}
