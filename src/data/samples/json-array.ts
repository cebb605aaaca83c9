import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';

const LOOKED_AT = 4096;

/** Whether a text file is one JSON array: its first character is `[`. */
export async function isJsonArray(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    return buffer.toString('latin1', 0, bytesRead).trimStart().startsWith('[');
  } finally {
    await file.close();
  }
}

/**
 * Writes a file that is one JSON array anew with a line per element, so that it is read as JSON lines are, out of core. An element that is
 * no object becomes `{"column1": …}`. What is between brackets is not looked at here, but for strings and nesting.
 * @param cut  the file is the beginning of one: what follows the last whole element is left out
 */
export async function writeElementsAsLines(name: string, path: string, cut: boolean): Promise<void> {
  const lines = `${path}.lines`;
  await pipeline(createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 }), (pieces: AsyncIterable<string>) => elements(name, pieces, cut), createWriteStream(lines));
  await rename(lines, path);
}

/** The signs that matter outside of strings, a string's end, and pairs with a backslash. */
const SIGNS = /[[\]{},"\n\r]|\\[\s\S]/g;

async function* elements(name: string, pieces: AsyncIterable<string>, cut: boolean): AsyncGenerator<string> {
  let [depth, inString, element, count, held] = [0, false, '', 0, ''];
  const fault = (what: string) => new ImportFault(`${shown(name)}: ${what}. A file that begins with [ is read as one JSON array of objects; else each line needs one object.`);
  const line = (): string => {
    const text = element.trim();
    if (text === '') throw fault(`element ${counted(count + 1)} of the array is empty`);
    if (text.startsWith('[')) throw fault(`element ${counted(count + 1)} of the array is an array itself`);
    element = '';
    count += 1;
    return text.startsWith('{') ? `${text}\n` : `{"column1":${text}}\n`;
  };
  let ended = false;
  for await (const piece of pieces) {
    let out = '';
    // A backslash and what it stands before are looked at together.
    const text = held + piece;
    held = /(?:^|[^\\])(?:\\\\)*\\$/.test(text) ? '\\' : '';
    const whole = text.slice(0, text.length - held.length);
    let from = 0;
    for (const { 0: sign, index } of whole.matchAll(SIGNS)) {
      if (inString) {
        if (sign === '"') inString = false;
        continue;
      }
      if (sign === '"') inString = true;
      else if (sign === '\n' || sign === '\r') {
        element += `${whole.slice(from, index)} `;
        from = index + 1;
      } else if (sign === '[' || sign === '{') {
        depth += 1;
        if (ended) throw fault('more follows the end of the array');
        if (depth === 1) from = index + 1;
      } else if (sign === ']' || sign === '}') {
        depth -= 1;
        if (depth !== 0) continue;
        element += whole.slice(from, index);
        from = index + 1;
        if (count > 0 || element.trim() !== '') out += line();
        ended = true;
      } else if (sign === ',' && depth === 1) {
        element += whole.slice(from, index);
        from = index + 1;
        out += line();
      }
    }
    element += whole.slice(from);
    if (ended && element.trim() !== '') throw fault('more follows the end of the array');
    if (out !== '') yield out;
  }
  if (!ended && !cut) throw fault(`the array is not closed: it ends within element ${counted(count + 1)}`);
}
