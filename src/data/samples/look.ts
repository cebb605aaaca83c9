import type { PreviewedFile } from '../../domain/import-preview.ts';
import type { FoundEncoding } from './encoding.ts';
import type { InputFile } from './input-files.ts';
import type { RecordLayout } from './record-places.ts';
import { splitOfFile } from './split-of-file.ts';

/** Of each file, inflated; and files, texts of an archive, and rows of Parquet that are looked at. */
export const lookBounds = { bytes: 2 * 2 ** 20, files: 10, texts: 200, rows: 10_000, packedParquetBytes: 64 * 2 ** 20 } as const;

const NEW_LINE = 10;

/** Bounds what a preview reads, and remembers what it met. An import, which reads everything, has none. */
export class Look {
  readonly #files: { name: string; packed: PreviewedFile['packed']; found?: FoundEncoding; layout?: RecordLayout; whole: boolean }[] = [];
  #whole = true;

  /** Whether one more file is looked at. */
  takesFile(): boolean {
    if (this.#files.length < lookBounds.files) return true;
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

  /** What was found out about the file that was begun last. */
  note(facts: { found?: FoundEncoding; layout?: RecordLayout }): void {
    Object.assign(this.#files.at(-1) ?? {}, facts);
  }

  get whole(): boolean {
    return this.#whole;
  }

  get files(): PreviewedFile[] {
    return this.#files.map(({ name, packed, found, layout, whole }) => ({
      name, packed, whole,
      encoding: found?.encoding,
      mixedEncodings: found?.mixed ?? false,
      delimiter: layout?.dialect?.delimiter,
      quoted: layout?.dialect && layout.dialect.quote !== '',
      header: layout?.dialect && layout.header,
      split: splitOfFile(name),
    }));
  }

  /** The beginning of a file, up to the end of a line. */
  async headOf(file: InputFile): Promise<InputFile & { readonly cut: boolean }> {
    const parts: Uint8Array[] = [];
    let read = 0;
    for await (const chunk of file.bytes()) {
      parts.push(chunk);
      read += chunk.byteLength;
      if (read > lookBounds.bytes) break;
    }
    const all = Buffer.concat(parts);
    const cut = all.byteLength > lookBounds.bytes;
    if (cut) this.cut();
    const head = cut ? wholeLines(all.subarray(0, lookBounds.bytes)) : all;
    return {
      name: file.name,
      cut,
      async *bytes() {
        yield head;
      },
    };
  }
}

/** Without what follows the last end of a line, which in UTF-16 takes two bytes. */
function wholeLines(bytes: Buffer): Buffer {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const end = wide ? bytes.lastIndexOf(bytes[0] === 0xff ? Buffer.of(NEW_LINE, 0) : Buffer.of(0, NEW_LINE), undefined, 'latin1') : bytes.lastIndexOf(NEW_LINE);
  return end === -1 ? bytes : bytes.subarray(0, wide ? end - (end % 2) + 2 : end + 1);
}
