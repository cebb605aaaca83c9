import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest } from '../layout/samples-manifest.ts';
import { literal } from '../samples/sql.ts';

const rows = z.array(z.tuple([z.string(), z.coerce.number()]));

/** Labelled samples of the training split of a version of layout 2, in the order of `classes`. Reads two columns of its file. */
export async function countTrainLabels(store: BlobStore, prefix: string, classes: readonly string[]): Promise<number[]> {
  const { files } = await readSamplesManifest(store, prefix);
  const path = await store.localFile(`${prefix}/${files.samples.name}`);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '500MB' });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(`SELECT label, count(*) FROM read_parquet(${literal(path)}) WHERE split = 'TRAIN' AND label IS NOT NULL GROUP BY label`);
    const counts = new Map(rows.parse(result.getRows()));
    return classes.map((label) => counts.get(label) ?? 0);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
