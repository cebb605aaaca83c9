import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a table as CSV as pictures are written as one: a label, and for each pixel a whole number of 0 to 255, of which four in five are 0. The same for the same size. */
export async function makeWideTable(file: string, columns: number, rows: number): Promise<void> {
  const value = (row: number, column: number) => {
    const drawn = (row * 7919 + column * 104_729 + row * column * 31 + Math.floor(row / 1277) * column ** 2) % 1277;
    return drawn < 256 ? drawn : 0;
  };
  const pixels = Array.from({ length: columns - 1 }, (_, column) => column);
  function* lines(): Generator<string> {
    yield `label,${pixels.map((column) => `pixel${column}`).join()}\n`;
    for (let row = 0; row < rows; row += 1) yield `${row % 10},${pixels.map((column) => value(row, column)).join()}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}
