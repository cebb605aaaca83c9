import type { DataFormat } from '../../domain/dataset-import.ts';
import { ImportFault } from '../import-fault.ts';
import { orNoted } from './look.ts';
import { readParallelText } from './read-parallel-text.ts';
import { type ReadFilesOptions, readTables } from './read-tables.ts';
import { readTextArchives } from './read-text-archives.ts';
import { readTextFiles } from './read-text-files.ts';
import { refuseNul } from './refuse-nul.ts';
import type { Rows } from './rows.ts';

/** Reads files of a format into the table `rows`. */
export async function readRows(files: ReadFilesOptions, format: DataFormat, header: boolean | undefined): Promise<Rows> {
  switch (format) {
    case 'CSV':
    case 'TSV':
      return readTables(files, format, header);
    case 'JSONL':
    case 'PARQUET': {
      const rows = await readTables(files, format, header);
      await orNoted(files.look, () => refuseNul(files.database, rows), undefined);
      return rows;
    }
    case 'TEXT_ARCHIVE':
      return readTextArchives(files);
    case 'TEXT_FILE':
      return readTextFiles(files);
    case 'PARALLEL_TEXT':
      return readParallelText(files);
    default:
      throw new ImportFault(`${format} files hold images.`);
  }
}
