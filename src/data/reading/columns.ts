import { DuckDBBlobValue, type DuckDBVector } from '@duckdb/node-api';
import { quoted } from '../samples/sql.ts';
import { DamagedVersion } from '../layout/version-reader.ts';

/** A column of a version, in memory. Filled chunk by chunk, in the stored order. */
export interface Column {
  /** What to ask DuckDB for. */
  select(name: string): string;
  /** @param total  samples of the version */
  take(values: DuckDBVector, count: number, total: number): void;
}

/** Doubles; NaN where there is none. */
export class NumberColumn implements Column {
  readonly select = quoted;
  #values = new Float64Array(0);
  #filled = 0;

  take(values: DuckDBVector, count: number, total: number): void {
    if (this.#values.length === 0) this.#values = new Float64Array(total);
    for (let index = 0; index < count; index += 1) {
      const value = values.getItem(index);
      this.#values[this.#filled + index] = typeof value === 'number' ? value : NaN;
    }
    this.#filled += count;
  }

  /** The values of all columns, sample by sample. */
  static rows(columns: readonly NumberColumn[], positions: Uint32Array): Float64Array {
    const rows = new Float64Array(positions.length * columns.length);
    columns.forEach((column, place) => {
      for (let index = 0; index < positions.length; index += 1) rows[index * columns.length + place] = column.#values[positions[index]!]!;
    });
    return rows;
  }
}

/** Names, each held once; null where there is none. */
export class NameColumn implements Column {
  readonly select = quoted;
  readonly #names: (string | null)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known: boolean;
  #codes = new Int32Array(0);
  #filled = 0;

  /** @param known  all names that there may be, in the order of their codes; collected as they come where absent */
  constructor(known?: readonly string[]) {
    this.#known = known !== undefined;
    for (const name of known ?? []) this.#number(name);
  }

  take(values: DuckDBVector, count: number, total: number): void {
    if (this.#codes.length === 0) this.#codes = new Int32Array(total);
    for (let index = 0; index < count; index += 1) {
      const value = values.getItem(index);
      this.#codes[this.#filled + index] = typeof value === 'string' ? this.#codeOf(value) : -1;
    }
    this.#filled += count;
  }

  /** -1 where there is none. */
  codes(positions: Uint32Array): Int32Array {
    return Int32Array.from(positions, (position) => this.#codes[position]!);
  }

  names(positions: Uint32Array): string[] {
    return Array.from(positions, (position) => this.#names[this.#codes[position]!] ?? '');
  }

  /** The names of all columns, sample by sample. */
  static rows(columns: readonly NameColumn[], positions: Uint32Array): (string | null)[] {
    const rows: (string | null)[] = [];
    for (const position of positions) for (const column of columns) rows.push(column.#names[column.#codes[position]!] ?? null);
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

/** Texts as UTF-8, one after another: half of what strings take, and nothing for the garbage collector to walk over. */
export class TextColumn implements Column {
  /** As bytes, so that nothing is decoded before it is asked for; DuckDB's strings lose a mark at their start (1.5.6). */
  readonly select = (name: string) => `encode(${quoted(name)})`;
  #bytes = Buffer.alloc(2 ** 20);
  #ends = new Float64Array(0);
  #filled = 0;

  take(values: DuckDBVector, count: number, total: number): void {
    if (this.#ends.length === 0) this.#ends = new Float64Array(total);
    let end = this.#filled === 0 ? 0 : this.#ends[this.#filled - 1]!;
    for (let index = 0; index < count; index += 1) {
      const value = values.getItem(index);
      if (value instanceof DuckDBBlobValue) {
        this.#makeRoom(end + value.bytes.byteLength);
        this.#bytes.set(value.bytes, end);
        end += value.bytes.byteLength;
      }
      this.#ends[this.#filled + index] = end;
    }
    this.#filled += count;
  }

  texts(positions: Uint32Array): string[] {
    return Array.from(positions, (position) => this.#bytes.toString('utf8', position === 0 ? 0 : this.#ends[position - 1], this.#ends[position]));
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#bytes.byteLength) return;
    const larger = Buffer.alloc(Math.max(bytes, this.#bytes.byteLength * 2));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}
