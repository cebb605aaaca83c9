import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that are written one after another, once, and then read at any place. */
export interface ByteStore {
  append(bytes: Uint8Array): void;
  /** Fills `target` from `start`. */
  read(target: Uint8Array, start: number): void;
  close(): void;
}

/** In memory, which doubles as it fills. */
export function memoryBytes(expected: number): ByteStore {
  let bytes = Buffer.allocUnsafe(Math.max(1024, expected));
  let end = 0;
  return {
    append(more) {
      if (end + more.byteLength > bytes.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(end + more.byteLength, bytes.byteLength * 2));
        bytes.copy(larger, 0, 0, end);
        bytes = larger;
      }
      bytes.set(more, end);
      end += more.byteLength;
    },
    read: (target, start) => target.set(bytes.subarray(start, start + target.byteLength)),
    close() {
      bytes = Buffer.alloc(0);
    },
  };
}

const WRITE_AT = 2 ** 20;

/**
 * In a file of the system's folder for temporary files that has no name any more, so that it is gone with this process, however it
 * ends. Reads block: use it in a thread that has nothing else to do. One of 100 bytes takes about 2 µs where the system holds it in memory.
 */
export function fileBytes(): ByteStore {
  const folder = mkdtempSync(join(tmpdir(), 'flywheel-samples-'));
  const file = openSync(join(folder, 'bytes'), 'w+');
  rmSync(folder, { recursive: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const flush = () => {
    for (const bytes of held) for (let written = 0; written < bytes.byteLength; ) written += writeSync(file, bytes, written);
    held = [];
    heldBytes = 0;
  };
  return {
    append(bytes) {
      held.push(Uint8Array.from(bytes));
      heldBytes += bytes.byteLength;
      if (heldBytes >= WRITE_AT) flush();
    },
    read(target, start) {
      if (held.length > 0) flush();
      for (let filled = 0; filled < target.byteLength; ) {
        const count = readSync(file, target, filled, target.byteLength - filled, start + filled);
        if (count === 0) throw new Error('A temporary file of samples is shorter than what was written.');
        filled += count;
      }
    },
    close: () => closeSync(file),
  };
}
