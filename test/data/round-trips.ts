import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { z } from 'zod';
import { exportVersion } from '../../src/data/export/export-version.ts';
import type { ImportedVersion } from '../../src/data/import-options.ts';
import type { ExportedFile, ExportFormat } from '../../src/domain/dataset-export.ts';
import type { DatasetKind } from '../../src/plugin/index.ts';
import { type Bench, running } from './support.ts';

export type Version = ImportedVersion & { readonly target: string };
const endings = { CSV: 'csv', JSONL: 'jsonl', PARQUET: 'parquet', TEXT_FILE: 'zip', IMAGE_ARCHIVE: 'zip' } as const;
const sampleRow = z.object({ label: z.string().nullish(), split: z.string(), subject: z.string().nullable(), hash: z.string() });

/** Exports of versions, and imports of what was exported. */
export function useRoundTrips(bench: Bench) {
  let exported = 0;

  function exportAs(version: Version, format: ExportFormat, spreadsheetSafe = true): Promise<ExportedFile> {
    const target = `exports/${(exported += 1)}`;
    return exportVersion({ store: bench.store, version: version.target, description: version.description, format, spreadsheetSafe, target, fileName: `data.${endings[format]}`, onProgress: () => undefined, signal: running });
  }

  async function again(kind: DatasetKind, { key, reimport }: ExportedFile): Promise<Version> {
    const { format, split, ...options } = reimport;
    return bench.importAs(kind, format, { [key.split('/').at(-1) ?? '']: await bench.store.readAll(key) }, { split, ...options });
  }

  async function rowsOf({ target }: Version): Promise<z.infer<typeof sampleRow>[]> {
    const connection = await (await DuckDBInstance.create()).connect();
    const path = await bench.store.localFile(`${target}/samples.parquet`);
    const reader = await connection.runAndReadAll(`SELECT * REPLACE (hex(hash) AS hash) FROM read_parquet('${path}') ORDER BY split, hash, subject`);
    connection.closeSync();
    return z.array(sampleRow).parse(reader.getRowObjectsJS());
  }

  /** Exports in a format and imports again: the same digest, splits, classes and subjects. */
  async function expectSame(version: Version, format: ExportFormat, spreadsheetSafe = true): Promise<ExportedFile> {
    const file = await exportAs(version, format, spreadsheetSafe);
    const next = await again(version.description.kind, file);
    expect(next).toMatchObject({ digest: version.digest, description: version.description, splits: version.splits, classes: version.classes });
    expect(next.incomplete.count).toBe(0);
    if (version.description.kind !== 'IMAGE') expect(await rowsOf(next)).toEqual(await rowsOf(version));
    return file;
  }

  return { exportAs, again, expectSame, rowsOf };
}
