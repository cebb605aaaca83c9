import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { TrainSource } from '../../domain/training-subset.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest } from '../layout/samples-manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';

const counted = z.array(z.tuple([z.string().nullable(), z.string().nullable(), z.coerce.number()]));
const positions = z.array(z.tuple([z.coerce.number()]));

/** A name where an earlier release kept none. */
const UNNAMED = '';

/** Samples of the training split by the file that they come from, and by class; the largest source first. */
export async function trainSources(store: BlobStore, prefix: string, description: DatasetDescription): Promise<TrainSource[]> {
  const rows = description.kind === 'IMAGE' ? await imageRows(store, prefix, description.classes) : await tableRows(store, prefix);
  const sources = new Map<string, { readonly classes: number[]; unlabelled: number }>();
  const places = new Map(description.classes.map((label, index) => [label, index]));
  for (const [file, label, count] of rows) {
    const name = file ?? UNNAMED;
    const source = sources.get(name) ?? { classes: description.classes.map(() => 0), unlabelled: 0 };
    sources.set(name, source);
    const at = label === null ? undefined : places.get(label);
    if (at === undefined) source.unlabelled += count;
    else source.classes[at] = (source.classes[at] ?? 0) + count;
  }
  const size = ({ classes, unlabelled }: Pick<TrainSource, 'classes' | 'unlabelled'>) => classes.reduce((sum, count) => sum + count, unlabelled);
  return [...sources].map(([name, source]) => ({ name, ...source })).sort((a, b) => size(b) - size(a) || a.name.localeCompare(b.name));
}

/** Tells of each position of a training split whether the sample there comes from a source. */
export async function sourceTest(store: BlobStore, prefix: string, kind: DatasetDescription['kind'], source: string): Promise<(position: number) => boolean> {
  if (kind === 'IMAGE') {
    const origins = await (await VersionReader.open(store, prefix)).origins();
    return (position) => origins.of(position).source === source;
  }
  const where = `split = 'TRAIN' AND coalesce(file, '') = ${literal(source)}`;
  const found = new Set(positions.parse(await ask(store, prefix, (path) => `SELECT file_row_number FROM read_parquet(${path}, file_row_number = true) WHERE ${where}`)).map(([position]) => position));
  return (position) => found.has(position);
}

async function imageRows(store: BlobStore, prefix: string, classes: readonly string[]): Promise<[string, string | null, number][]> {
  const reader = await VersionReader.open(store, prefix);
  const [labels, { TRAIN }, origins] = [await reader.labels(), await reader.orders(), await reader.origins()];
  return Array.from(TRAIN, (position) => [origins.of(position).source, classes[labels[position] ?? -1] ?? null, 1]);
}

/** Kinds without classes have no column of them. */
async function tableRows(store: BlobStore, prefix: string): Promise<z.infer<typeof counted>> {
  const { content } = await readSamplesManifest(store, prefix);
  const label = content.includes('source') || content.includes('user') ? 'CAST(NULL AS VARCHAR)' : 'label';
  return counted.parse(await ask(store, prefix, (path) => `SELECT file, ${label} AS label, count(*) FROM read_parquet(${path}) WHERE split = 'TRAIN' GROUP BY 1, 2`));
}

async function ask(store: BlobStore, prefix: string, sql: (path: string) => string): Promise<unknown> {
  const { files } = await readSamplesManifest(store, prefix);
  const path = await store.localFile(`${prefix}/${files.samples.name}`);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '500MB' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql(literal(path)))).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
