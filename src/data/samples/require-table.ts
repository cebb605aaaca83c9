import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';

/** A fault where what was sent as a table is a text of another kind, that a table could be read from by mistake. */
export function requireTable(name: string, start: string): void {
  if (/^\s*<(!doctype html|html|\?xml)/i.test(start)) throw new ImportFault(`${shown(name)}: a web page or XML, no table. If it was downloaded, the page says why it was not the file.`);
  if (isJson(start.slice(0, start.indexOf('\n') === -1 ? undefined : start.indexOf('\n')))) throw new ImportFault(`${shown(name)}: JSON, no table. Import it as JSONL.`);
}

function isJson(line: string): boolean {
  if (!/^\s*[[{]\s*["{[\]}]/.test(line)) return false;
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
