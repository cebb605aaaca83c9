import type { PreviewedFile } from '../../domain/import-preview.ts';
import { ImportFault } from '../import-fault.ts';
import type { FoundEncoding } from './encoding.ts';
import type { InputFile } from './input-files.ts';
import type { RecordLayout } from './record-places.ts';
import { splitOfFile } from './split-of-file.ts';
import { cutOffAtEnd } from './utf8.ts';
import { wideEncodingOf } from './wide-text.ts';

/** What a preview looks at: bytes of each file, inflated; files; rows of Parquet; and what it tells. */
export const lookBounds = { bytes: 2 * 2 ** 20, files: 10, rows: 10_000, packedParquetBytes: 64 * 2 ** 20, faults: 10 } as const;

const NEW_LINE = 10;

interface LookedAt {
  readonly name: string;
  readonly packed: PreviewedFile['packed'];
  found?: FoundEncoding;
  layout?: RecordLayout;
  whole: boolean;
}

/** Bounds what a preview reads, and remembers what it met. An import, which reads everything, has none. */
export class Look {
  readonly #files: LookedAt[] = [];
  readonly #faults: string[] = [];
  #whole = true;

  /** Bytes of a file in an archive that are unpacked. */
  readonly most = lookBounds.bytes;

  /** Whether one more file is looked at. */
  takesFile(taken = this.#files.length): boolean {
    if (taken < lookBounds.files) return true;
    this.#whole = false;
    return false;
  }

  begin(name: string, packed: PreviewedFile['packed']): void {
    this.#files.push({ name, packed, whole: true });
  }

  /** Something of the file that was begun last is left out. */
  cut(): void {
    this.#whole = false;
    const last = this.#files.at(-1);
    if (last) last.whole = false;
  }

  /** What was found out about a file; about the one that was begun last where none is named. */
  note(facts: { found?: FoundEncoding; layout?: RecordLayout }, name = this.#files.at(-1)?.name): void {
    Object.assign(this.#files.findLast((file) => file.name === name) ?? {}, facts);
  }

  /** What would make the import fail. */
  fault = ({ message }: ImportFault): void => {
    if (this.#faults.length < lookBounds.faults && !this.#faults.includes(message)) this.#faults.push(message);
  };

  get faults(): readonly string[] {
    return this.#faults;
  }

  get whole(): boolean {
    return this.#whole;
  }

  get files(): PreviewedFile[] {
    return this.#files.map(({ name, packed, found, layout, whole }) => ({
      name, packed, whole,
      encoding: found?.encoding,
      mixedEncodings: found?.mixed ?? false,
      encodingInDoubt: found?.doubt !== undefined,
      delimiter: layout?.dialect?.delimiter,
      quoted: layout?.dialect && layout.dialect.quote !== '',
      header: layout?.dialect && layout.header,
      split: splitOfFile(name),
    }));
  }

  /** The beginning of a file, up to the end of a line. @param told  its encoding, where the caller says it */
  async headOf(file: InputFile, told?: string): Promise<InputFile & { readonly cut: boolean }> {
    const parts: Uint8Array[] = [];
    for await (const chunk of this.beginningOf(file.bytes())) parts.push(chunk);
    const all = Buffer.concat(parts);
    const cut = all.byteLength > lookBounds.bytes;
    if (cut) this.cut();
    const head = cut ? wholeLines(all.subarray(0, lookBounds.bytes), told) : all;
    return {
      name: file.name,
      cut,
      async *bytes() {
        yield head;
      },
    };
  }

  /** A little more than is looked at, where there is more. */
  async *beginningOf(bytes: AsyncIterable<Uint8Array>, most: number = lookBounds.bytes): AsyncGenerator<Uint8Array> {
    let read = 0;
    for await (const chunk of bytes) {
      yield chunk;
      read += chunk.byteLength;
      if (read > most) return;
    }
  }
}

/** A preview could read no file; why was noted. */
export class NothingRead extends Error {}

/** What `work` gives. A preview notes a fault of the files, and gets what is given otherwise. */
export async function orNoted<T>(look: Look | undefined, work: () => T | Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!look || !(error instanceof ImportFault)) throw error;
    look.fault(error);
    return otherwise;
  }
}

function toldWide(told: string | undefined): Pick<NonNullable<ReturnType<typeof wideEncodingOf>>, 'encoding'> | undefined {
  const encoding = told === undefined ? undefined : new TextDecoder(told).encoding;
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? { encoding } : undefined;
}

/** Without what follows the last end of a line, which in UTF-16 takes two bytes; where there is none, without the part of a character. */
function wholeLines(bytes: Buffer, told?: string): Buffer {
  const wide = toldWide(told) ?? wideEncodingOf(bytes);
  if (!wide) {
    const end = bytes.lastIndexOf(NEW_LINE);
    return bytes.subarray(0, end === -1 ? bytes.byteLength - cutOffAtEnd(bytes) : end + 1);
  }
  const newLine = wide.encoding === 'utf-16le' ? Buffer.of(NEW_LINE, 0) : Buffer.of(0, NEW_LINE);
  let end = bytes.lastIndexOf(newLine);
  while (end > 0 && end % 2 === 1) end = bytes.lastIndexOf(newLine, end - 1);
  if (end > 0) return bytes.subarray(0, end + 2);
  const [low, high] = [bytes.at(-2) ?? 0, bytes.at(-1) ?? 0];
  const unit = wide.encoding === 'utf-16le' ? high : low;
  return bytes.subarray(0, bytes.byteLength - (unit >= 0xd8 && unit < 0xdc ? 2 : 0));
}
