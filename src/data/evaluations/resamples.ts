import type { BlobStore } from '../../store/blob-store.ts';
import { type Row, writeTable } from './write-table.ts';

/** A row per resample of the split, a column per metric (its name without the split); null where the resample says nothing of it. */
export const resamplesName = 'resamples.parquet';

/** Writes the values of metrics in resamples, each metric as many, below `prefix`. */
export async function writeResamples(store: BlobStore, prefix: string, resamples: ReadonlyMap<string, Float64Array>, signal: AbortSignal): Promise<void> {
  const columns = [...resamples.keys()].map((name) => ({ name, type: 'DOUBLE' as const }));
  await writeTable(store, prefix, { name: 'resamples', columns }, rowsOf([...resamples.values()]), signal);
}

function* rowsOf(values: readonly Float64Array[]): Generator<Row> {
  for (let k = 0; k < (values[0]?.length ?? 0); k += 1) yield values.map((column) => column[k] ?? null);
}
