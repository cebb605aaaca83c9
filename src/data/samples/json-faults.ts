import { createReadStream } from 'node:fs';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { linesOf } from './text-lines.ts';

export const JSON_EXAMPLE = '{"text": "…", "label": "…"}';

export interface PlacedFault {
  readonly fault: ImportFault;
  /** Byte of the work file at which its line begins. */
  readonly position: number;
}

/** Looks for the first lines that DuckDB could not read, which counts lines without the empty ones (1.5.6) and does not always name them. */
export async function jsonFaults(name: string, path: string, unit: 'line' | 'element', most: number): Promise<PlacedFault[]> {
  const faults: PlacedFault[] = [];
  let [number, position] = [0, 0];
  try {
    for await (const line of linesOf({ name, bytes: () => createReadStream(path) })) {
      number += 1;
      const problem = line.trim() === '' ? undefined : problemOf(line, unit);
      if (problem !== undefined) faults.push({ fault: new ImportFault(`${shown(name)}: ${unit} ${counted(number)} ${problem}`), position });
      if (faults.length === most) break;
      position += Buffer.byteLength(line);
    }
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    faults.push({ fault: error, position });
  }
  return faults;
}

/** In the end of a sentence: what is wrong, and what would be right. */
function problemOf(line: string, unit: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    // Well-formed JSON.stringify (ECMAScript 2019) leaves lone surrogates alone as escapes.
    return /\\ud[89a-f]/.test(JSON.stringify(parsed)) ? 'holds half a character: an escape such as \\ud83d without the other half. Write both halves.' : undefined;
  } catch (error) {
    if (error instanceof RangeError) return `nests deeper than ${limits.jsonDepth} levels. Flatten it.`;
    const column = columnOf(error);
    return `is not valid JSON${column === undefined ? '' : `, from character ${counted(column)} on`}. ${unit === 'line' ? `Each line needs one object, as ${JSON_EXAMPLE}` : 'Mend it'}.`;
  }
}

/** Place of the fault in the line, from 1, where the engine tells it. */
function columnOf(error: unknown): number | undefined {
  const found = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return found === undefined ? undefined : Number(found) + 1;
}
