import { Fault } from '../../domain/fault.ts';
import { BlobNotFound } from '../../store/blob-store.ts';
import { DamagedVersion } from '../layout/version-reader.ts';

const GONE = 'The files of this dataset version are gone.';
const DAMAGED = 'The files of this dataset version are damaged. Import it again, or bring them back from a backup.';

/** What DuckDB says of a file that was taken away (the second where it then looks for a folder of this name, which it may not), and of one that holds something else than it did; our statements are fixed. */
const gone = /^(IO Error: (No files found|Cannot open file)|Permission Error)/;
const damaged = /^(IO|Invalid Input|Invalid|Serialization) Error/;

/** What a reader may know of why a version cannot be looked into; undefined of anything else. */
export function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof DamagedVersion) return new Fault('INVALID_STATE', error.message);
  if (error instanceof BlobNotFound || gone.test(error.message)) return new Fault('INVALID_STATE', GONE);
  if (damaged.test(error.message)) return new Fault('INVALID_STATE', DAMAGED);
  if (error.message.startsWith('Out of Memory Error')) return new Fault('CAPACITY', 'This dataset version is too large to be looked at in this way.');
  if (error.name === 'TooSlow') return new Fault('CAPACITY', 'Looking for these samples takes too long; narrow the filter.');
  return undefined;
}
