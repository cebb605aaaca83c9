import { type ColumnRoles, type DataFormat, formatsOf, type ImageOptions, LARGEST_SIDE, type SplitShares, type TableOptions, textFormats } from '../dataset-import.ts';
import type { Dataset } from '../entities/dataset.ts';
import type { Upload } from '../entities/upload.ts';
import { Fault } from '../fault.ts';

const MAX_UPLOADS = 1000;
const MAX_COLUMNS = 2000;
const MAX_NAME = 1000;
const MAX_WORDS = 100;
const MAX_WORD = 100;

export interface ImportInput extends TableOptions {
  readonly datasetId: string;
  readonly uploadIds: readonly string[];
  readonly format: DataFormat;
  readonly split: SplitShares;
}

/** Throws a `Fault` for what can be seen to be wrong before anything is looked up. */
export function checkImport(input: ImportInput): void {
  checkShares(input.split);
  checkColumns(input.columns ?? {});
  checkMissingValues(input.missingValues ?? []);
  checkImage(input.image ?? {});
  checkEncoding(input);
  if (input.uploadIds.length < 1 || input.uploadIds.length > MAX_UPLOADS) throw new Fault('INVALID_INPUT', `uploadIds must name 1 to ${MAX_UPLOADS} uploads.`, ['uploadIds']);
  if (new Set(input.uploadIds).size < input.uploadIds.length) throw new Fault('INVALID_INPUT', 'uploadIds names an upload twice; its samples would be twice in the version.', ['uploadIds']);
}

export function checkFormat({ kind }: Dataset, format: DataFormat): void {
  const formats: readonly DataFormat[] = formatsOf[kind];
  if (formats.includes(format)) return;
  throw new Fault('INVALID_INPUT', `A dataset of kind ${kind} cannot be imported from ${format}; ${formats.join(', ')} would be right.`, ['format']);
}

export function checkContinuous({ kind }: Dataset, { continuous, format }: ImportInput): void {
  if (!continuous || (kind === 'TEXT' && ['CSV', 'TSV', 'JSONL', 'PARQUET', 'TEXT_FILE'].includes(format))) return;
  throw new Fault('INVALID_INPUT', 'continuous is for tables of a dataset of kind TEXT, whose rows are pieces of one text.', ['continuous']);
}

export function checkStored(upload: Upload): void {
  if (upload.state === 'STORED') return;
  if (upload.state === 'ERASED') throw new Fault('INVALID_STATE', 'This upload held data of a person who was erased, and is gone; upload the file without that person.', ['uploadIds']);
  throw new Fault('INVALID_STATE', `The bytes of ${upload.filename} have not arrived; send them to the upload's url first.`, ['uploadIds']);
}

/** Whether the files have these columns is found while they are read. */
function checkColumns(columns: ColumnRoles): void {
  for (const [role, given] of Object.entries(columns) as [keyof ColumnRoles, string | readonly string[] | undefined][]) {
    const names = typeof given === 'string' ? [given] : (given ?? []);
    if (names.length > MAX_COLUMNS) throw new Fault('INVALID_INPUT', `columns.${role} must name at most ${MAX_COLUMNS} columns.`, ['columns', role]);
    for (const name of names) {
      if (name === '' || name.length > MAX_NAME || name.includes('\0') || !name.isWellFormed()) throw new Fault('INVALID_INPUT', `columns.${role} must have names of 1 to ${MAX_NAME} characters.`, ['columns', role]);
    }
  }
}

function checkMissingValues(words: readonly string[]): void {
  if (words.length > MAX_WORDS) throw new Fault('INVALID_INPUT', `missingValues must name at most ${MAX_WORDS} words.`, ['missingValues']);
  for (const word of words) {
    if (word.trim() === '' || word.length > MAX_WORD || word.includes('\0') || !word.isWellFormed()) throw new Fault('INVALID_INPUT', `missingValues must have words of 1 to ${MAX_WORD} characters; an empty cell stands for no value in any case.`, ['missingValues']);
  }
}

function checkEncoding({ encoding, format }: ImportInput): void {
  if (encoding === undefined) return;
  const refuse = (message: string) => new Fault('INVALID_INPUT', message, ['encoding']);
  if (!textFormats.includes(format)) throw refuse(`encoding is for text files (${textFormats.join(', ')}), not for ${format}; leave it out.`);
  try {
    new TextDecoder(encoding, { fatal: true });
  } catch {
    throw refuse(`encoding must be a label of the WHATWG Encoding Standard, as windows-1251, iso-8859-2, shift_jis, euc-kr or gb18030; "${encoding.slice(0, 40)}" is none.`);
  }
}

function checkImage({ height, width }: ImageOptions): void {
  if ((height === undefined) !== (width === undefined)) {
    const missing = height === undefined ? 'height' : 'width';
    throw new Fault('INVALID_INPUT', `image.${missing} is missing; name both height and width, or neither.`, ['image', missing]);
  }
  for (const [side, length] of [['height', height], ['width', width]] as const) {
    if (length !== undefined && (length < 1 || length > LARGEST_SIDE)) throw new Fault('INVALID_INPUT', `image.${side} must be 1 to ${LARGEST_SIDE} pixels, not ${length}.`, ['image', side]);
  }
}

export function checkShares({ validation, test, seed }: SplitShares): void {
  for (const [field, share] of [['validation', validation], ['test', test]] as const) {
    if (!(share >= 0 && share < 1)) throw new Fault('INVALID_INPUT', `split.${field} must be at least 0 and less than 1, not ${share}.`, ['split', field]);
  }
  if (validation + test >= 1) throw new Fault('INVALID_INPUT', 'split.validation and split.test together must leave something to train on.', ['split']);
  if (seed < 0) throw new Fault('INVALID_INPUT', `split.seed must be 0 or more, not ${seed}.`, ['split', 'seed']);
}
