import { DuckDBBlobValue, type DuckDBVector } from '@duckdb/node-api';
import { DamagedVersion } from '../layout/version-reader.ts';
import { quoted } from '../samples/sql.ts';
import type { ByteStore } from './byte-store.ts';

/** Samples as records of equal size, one after another; each column has its place in them. */
export interface Records {
  readonly bytes: Buffer;
  readonly count: number;
  readonly recordBytes: number;
}

/** A column of a version, as it lies in records. */
export interface Column {
  /** In a record. */
  readonly bytes: number;
  /** Of its place in a record; set once, before it is used. */
  offset: number;
  /** What to ask DuckDB for. */
  select(name: string): string;
  /** Puts the value into a record that begins at `start`. */
  write(values: DuckDBVector, index: number, records: Buffer, start: number): void;
}

/** A double; NaN where there is none. */
export class NumberColumn implements Column {
  readonly bytes = 8;
  readonly select = quoted;
  offset = 0;

  write(values: DuckDBVector, index: number, records: Buffer, start: number): void {
    const value = values.getItem(index);
    records.writeDoubleLE(typeof value === 'number' ? value : NaN, start + this.offset);
  }

  /** The values of all columns, sample by sample. */
  static rows(columns: readonly NumberColumn[], { bytes, count, recordBytes }: Records): Float64Array {
    const rows = new Float64Array(count * columns.length);
    let place = 0;
    for (let start = 0; start < count * recordBytes; start += recordBytes) for (const { offset } of columns) rows[place++] = bytes.readDoubleLE(start + offset);
    return rows;
  }
}

/** Names, each held in memory once; -1 in the record where there is none. */
export class NameColumn implements Column {
  readonly bytes = 4;
  readonly select = quoted;
  offset = 0;
  readonly #names: (string | null)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known: boolean;

  /** @param known  all names that there may be, in the order of their codes; collected as they come where absent */
  constructor(known?: readonly string[]) {
    this.#known = known !== undefined;
    for (const name of known ?? []) this.#number(name);
  }

  write(values: DuckDBVector, index: number, records: Buffer, start: number): void {
    const value = values.getItem(index);
    records.writeInt32LE(typeof value === 'string' ? this.#codeOf(value) : -1, start + this.offset);
  }

  /** -1 where there is none. */
  codes({ bytes, count, recordBytes }: Records): Int32Array {
    return Int32Array.from({ length: count }, (_, index) => bytes.readInt32LE(index * recordBytes + this.offset));
  }

  names({ bytes, count, recordBytes }: Records): string[] {
    return Array.from({ length: count }, (_, index) => this.#names[bytes.readInt32LE(index * recordBytes + this.offset)] ?? '');
  }

  /** The names of all columns, sample by sample. */
  static rows(columns: readonly NameColumn[], { bytes, count, recordBytes }: Records): (string | null)[] {
    const rows: (string | null)[] = [];
    for (let start = 0; start < count * recordBytes; start += recordBytes) for (const column of columns) rows.push(column.#names[bytes.readInt32LE(start + column.offset)] ?? null);
    return rows;
  }

  #codeOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#known) throw new DamagedVersion(`The dataset version holds a label that it does not list. Import it again.`);
    return this.#number(name);
  }

  #number(name: string): number {
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }
}

/** Texts as UTF-8, one after another in a store of bytes; the record holds where (double) and how many bytes (32 bits). */
export class TextColumn implements Column {
  readonly bytes = 12;
  /** As bytes, so that nothing is decoded before it is asked for; DuckDB's strings lose a mark at their start (1.5.6). */
  readonly select = (name: string) => `encode(${quoted(name)})`;
  offset = 0;
  readonly #texts: ByteStore;
  #end = 0;

  constructor(texts: ByteStore) {
    this.#texts = texts;
  }

  write(values: DuckDBVector, index: number, records: Buffer, start: number): void {
    const value = values.getItem(index);
    const bytes = value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array();
    this.#texts.append(bytes);
    records.writeDoubleLE(this.#end, start + this.offset);
    records.writeUInt32LE(bytes.byteLength, start + this.offset + 8);
    this.#end += bytes.byteLength;
  }

  texts({ bytes, count, recordBytes }: Records): string[] {
    return Array.from({ length: count }, (_, index) => {
      const at = index * recordBytes + this.offset;
      const text = Buffer.allocUnsafe(bytes.readUInt32LE(at + 8));
      this.#texts.read(text, bytes.readDoubleLE(at));
      return text.toString('utf8');
    });
  }
}
