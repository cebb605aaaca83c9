import { DuckDBBlobValue } from '@duckdb/node-api';
import type { Reimport } from '../../domain/dataset-export.ts';
import type { StoredBlob } from '../../store/blob-store.ts';
import { paragraphs } from '../samples/read-text-files.ts';
import { literal } from '../samples/sql.ts';
import { linesOf } from '../samples/text-lines.ts';
import { splitNames } from '../split-words.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { ExportFault, type ExportOptions } from './export-options.ts';
import { zipOf } from './zip-of.ts';

/**
 * Writes a continuous text as a zip of plain files, one for each split. An import must cut them as the version is cut: where it would
 * not, as after paragraphs were taken away, that is an `ExportFault`.
 */
export async function writeTextArchive(version: OpenedVersion, key: string, { store, onProgress }: ExportOptions): Promise<StoredBlob & { readonly reimport: Reimport }> {
  const { counts } = version.description;
  const splits = splitNames.filter((split) => counts[split] > 0);
  const total = splits.reduce((sum, split) => sum + counts[split], 0);
  let read = 0;
  const pieces = (split: string) => piecesOf(version, split, (rows) => onProgress(Math.min(0.99, (read += rows) / (2 * total))));
  for (const split of splits) await requireSameCut(pieces, split);
  const stored = await store.write(key, zipOf(splits.map((split) => ({ name: `${split.toLowerCase()}.txt`, input: pieces(split) }))));
  return { ...stored, reimport: { format: 'TEXT_FILE', split: { validation: 0, test: 0, seed: 0 } } };
}

/** As bytes, since DuckDB's strings lose a mark at their start. */
async function* piecesOf({ database }: OpenedVersion, split: string, onRows: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of database.stream(`SELECT encode(text) AS text FROM samples WHERE split = ${literal(split)}`)) {
    const column = chunk.getColumnVector(0);
    for (let index = 0; index < chunk.rowCount; index += 1) {
      const value = column.getItem(index);
      if (value instanceof DuckDBBlobValue) yield value.bytes;
    }
    onRows(chunk.rowCount);
  }
}

async function requireSameCut(pieces: (split: string) => AsyncGenerator<Uint8Array>, split: string): Promise<void> {
  const expected = pieces(split);
  const lines = linesOf({ name: `${split.toLowerCase()}.txt`, bytes: () => pieces(split) }, { keepMark: true });
  for await (const piece of paragraphs(lines)) {
    const { value } = await expected.next();
    if (!value || Buffer.compare(Buffer.from(piece), value) !== 0) throw differentCut();
  }
  if ((await expected.next()).done !== true) throw differentCut();
}

const differentCut = () => new ExportFault('The samples of this version are not the pieces that its text would be cut into, since it was changed after its import. Export as JSONL, CSV or PARQUET, which keep them.');
