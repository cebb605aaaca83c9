import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';

/**
 * The text of a file in the encoding that the caller names (a label of the WHATWG Encoding Standard), in pieces. A fault, with its line, where it
 * is not valid in it, or holds NUL.
 */
export async function* toldText(file: InputFile, encoding: string, keepMark: boolean): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: keepMark });
  let line = 1;
  for await (const chunk of file.bytes()) {
    const text = await orFault(file, encoding, () => decoder.decode(chunk, { stream: true }));
    const nul = text.indexOf('\0');
    if (nul !== -1) throw new ImportFault(`${shown(file.name)}: line ${counted(line + linesIn(text.slice(0, nul)))} holds a NUL character in ${encoding}. That is no text file, or of another encoding.`);
    if (text !== '') yield text;
    line += linesIn(text);
  }
  // A beginning that is one line may end within a character.
  const rest = file.cut === true ? '' : await orFault(file, encoding, () => decoder.decode());
  if (rest !== '') yield rest;
}

async function orFault(file: InputFile, encoding: string, decode: () => string): Promise<string> {
  try {
    return decode();
  } catch {
    throw new ImportFault(`${shown(file.name)}: line ${counted(await firstInvalid(file, encoding))} is not valid in ${encoding}, in which the import was told that the file is. Name its own encoding, or none: then it is found out.`);
  }
}

/** The line of the first character that cannot be read, in a second reading. */
async function firstInvalid(file: InputFile, encoding: string): Promise<number> {
  const decoder = new TextDecoder(encoding);
  let line = 1;
  for await (const chunk of file.bytes()) {
    const text = decoder.decode(chunk, { stream: true });
    const at = text.indexOf('\ufffd');
    line += linesIn(at === -1 ? text : text.slice(0, at));
    if (at !== -1) break;
  }
  return line;
}

/** Ends of lines: \n, \r\n and \r. */
const linesIn = (text: string) => text.match(/\r\n?|\n/g)?.length ?? 0;
