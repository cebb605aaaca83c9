import { hash } from 'node:crypto';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';

/** Refuses what no honest archive of images holds. Nothing is ever written under a name from an archive; this is so that it cannot begin to matter. */
export class ArchiveGuard {
  readonly #archive: string;
  readonly #seen = new Set<number>();
  #entries = 0;

  /** @param filename  of the archive, for messages */
  constructor(filename: string) {
    this.#archive = shown(filename);
  }

  /** Counts an entry and returns its number. */
  count(): number {
    if (this.#entries === limits.entries) throw this.fault(`holds more than ${counted(limits.entries)} entries; split it into smaller archives`);
    this.#entries += 1;
    return this.#entries - 1;
  }

  /** The path in normal form: no `.` segments, composed Unicode. */
  path(raw: string): string {
    const reason = unsafe(raw);
    if (reason !== undefined) throw this.fault(`the entry "${shown(raw)}" ${reason}. Names must be relative paths inside the archive, parted by /`);
    return raw.normalize('NFC').split('/').filter((segment) => segment !== '' && segment !== '.').join('/');
  }

  /** Call for files only: folders may be listed again. */
  once(path: string): void {
    // 52 bits of SHA-256: one false alarm in 2,000 archives of the most entries allowed, in place of gigabytes of names.
    const key = Number.parseInt(hash('sha256', path, 'hex').slice(0, 13), 16);
    if (this.#seen.has(key)) throw this.fault(`the entry "${shown(path)}" is there twice. Each name may stand for one file only`);
    this.#seen.add(key);
  }

  refuse(path: string, what: string): never {
    throw this.fault(`the entry "${shown(path)}" is ${what}. Only plain files and folders are read`);
  }

  fault(message: string): ImportFault {
    return new ImportFault(`${this.#archive}: ${message}.`);
  }
}

function unsafe(path: string): string | undefined {
  if (path.includes('\0')) return 'holds a NUL character';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is an absolute path';
  if (path.split('/').includes('..')) return 'leads out of the archive by ".."';
  return undefined;
}
