import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Batch, DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest, type SamplesManifest } from '../layout/samples-manifest.ts';
import { DamagedVersion } from '../layout/version-reader.ts';
import { splitNames } from '../split-words.ts';
import { type ByteStore, fileBytes, memoryBytes } from './byte-store.ts';
import { type Column, NameColumn, NumberColumn, type Records, TextColumn } from './columns.ts';
import { fillRecords, layOut, recordsAt } from './record-table.ts';
import type { SampleReader } from './sample-reader.ts';

type TableDescription = Exclude<DatasetDescription, { kind: 'IMAGE' }>;

/** Content up to this size is held in memory: all of IMDB is 66 MB. What is larger goes to a file that is read by position. */
const IN_MEMORY = 256 * 2 ** 20;
/** Labels that are read at a time. */
const LABELS_AT_ONCE = 65_536;

/** Opens a version of layout 2. Of one that is larger than `inMemory` (bytes) only the labels and the names, each once, are held in memory. */
export async function openSamples(store: BlobStore, prefix: string, description: TableDescription, inMemory = IN_MEMORY): Promise<SampleReader> {
  const manifest = await readSamplesManifest(store, prefix);
  if (!isDeepStrictEqual(manifest.description, { ...description })) throw new DamagedVersion('The files of the dataset version do not fit its description.');
  const { name, sizeBytes, sha256 } = manifest.files.samples;
  const path = await store.localFile(`${prefix}/${name}`);
  await requireUnchanged(path, name, sizeBytes, sha256);
  const isSmall = contentBytes(description, manifest.sampleCount) <= inMemory;
  const stores: ByteStore[] = [];
  const makeStore = (expected: number) => {
    const made = isSmall ? memoryBytes(expected) : fileBytes();
    stores.push(made);
    return made;
  };
  const close = async () => stores.forEach((one) => one.close());
  try {
    const { columns, batch, label } = readerOf(description, manifest, () => makeStore(0));
    const recordBytes = layOut(columns.values());
    const records = makeStore(recordBytes * manifest.sampleCount);
    await fillRecords(path, columns, records, recordBytes, manifest.sampleCount);
    const labels = label && allLabels(label, records, recordBytes, manifest.sampleCount);
    return {
      orders: ordersOf(description), atOnce: 1, read: (positions) => batch(recordsAt(records, recordBytes, positions)), close,
      ...(labels && { labelsOf: (positions: Uint32Array) => Int32Array.from(positions, (position) => labels[position]!) }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** About; texts are taken for two bytes a character. */
function contentBytes(description: TableDescription, samples: number): number {
  switch (description.kind) {
    case 'TEXT':
      return samples * (16 + 2 * description.text.mean);
    case 'TEXT_PAIR':
      return samples * (24 + 2 * (description.source.mean + description.target.mean));
    case 'TABULAR':
      return samples * (4 + 8 * description.columns.length);
    case 'INTERACTION':
      return samples * 24;
  }
}

function allLabels(label: NameColumn, records: ByteStore, recordBytes: number, sampleCount: number): Int32Array {
  const labels = new Int32Array(sampleCount);
  for (let first = 0; first < sampleCount; first += LABELS_AT_ONCE) {
    const positions = Uint32Array.from({ length: Math.min(LABELS_AT_ONCE, sampleCount - first) }, (_, index) => first + index);
    labels.set(label.codes(recordsAt(records, recordBytes, positions)), first);
  }
  return labels;
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
function readerOf(description: TableDescription, { content }: SamplesManifest, bytes: () => ByteStore): { columns: ReadonlyMap<string, Column>; batch: (at: Records) => Batch; label?: NameColumn } {
  switch (description.kind) {
    case 'TEXT': {
      const [text, label] = [new TextColumn(bytes()), new NameColumn(description.classes)];
      return { label, columns: new Map<string, Column>([['text', text], ['label', label]]), batch: (at) => ({ count: at.count, texts: text.texts(at), labels: label.codes(at) }) };
    }
    case 'TEXT_PAIR': {
      const [source, target] = [new TextColumn(bytes()), new TextColumn(bytes())];
      return { columns: new Map([['source', source], ['target', target]]), batch: (at) => ({ count: at.count, sources: source.texts(at), targets: target.texts(at) }) };
    }
    case 'TABULAR': {
      const label = new NameColumn(description.classes);
      const features = description.columns.map(({ type }) => (type === 'NUMBER' ? new NumberColumn() : new NameColumn()));
      const numbers = features.filter((column) => column instanceof NumberColumn);
      const categories = features.filter((column) => column instanceof NameColumn);
      return {
        label,
        columns: new Map<string, Column>([...features.map((column, index) => [content[index]!, column] as const), ['label', label]]),
        batch: (at) => ({ count: at.count, numbers: NumberColumn.rows(numbers, at), categories: NameColumn.rows(categories, at), labels: label.codes(at) }),
      };
    }
    case 'INTERACTION': {
      const [user, item, value, time] = [new NameColumn(), new NameColumn(), new NumberColumn(), new NumberColumn()];
      return {
        columns: new Map<string, Column>([['user', user], ['item', item], ['value', value], ['time', time]]),
        batch: (at) => ({ count: at.count, users: user.names(at), items: item.names(at), values: NumberColumn.rows([value], at), times: NumberColumn.rows([time], at) }),
      };
    }
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
