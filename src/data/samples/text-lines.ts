import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { decoded, type DecodeOptions, encodingOf, type FoundEncoding } from './encoding.ts';
import type { InputFile } from './input-files.ts';

/** The lines of a file, each with the \n that ends it; the last may have none. `\r` and other separators are plain characters. */
export async function* linesOf(file: InputFile, options: DecodeOptions & { readonly told?: string | undefined; onFound?(found: FoundEncoding): void } = {}): AsyncGenerator<string> {
  let parts: string[] = [];
  let held = 0;
  let line = 1;
  const found = await encodingOf(file, options.told);
  options.onFound?.(found);
  for await (const piece of decoded(file, found, options)) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      yield parts.length === 0 ? piece.slice(start, end + 1) : parts.join('') + piece.slice(0, end + 1);
      parts = [];
      held = 0;
      line += 1;
      start = end + 1;
    }
    if (start === piece.length) continue;
    parts.push(piece.slice(start));
    held += piece.length - start;
    if (held > limits.lineBytes) throw new ImportFault(`${shown(file.name)}: line ${counted(line)} has more than ${counted(limits.lineBytes)} characters. Is it the right format?`);
  }
  if (parts.length > 0) yield parts.join('');
}
