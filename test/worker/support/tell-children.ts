import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';

/** A logger that tells the id of each process that is started. */
export function tellChildren(onChild: (pid: number) => void): Logger {
  return pino(
    new Writable({
      write(line: Buffer, _encoding, done) {
        const entry: unknown = JSON.parse(line.toString());
        if (typeof entry === 'object' && entry !== null && 'child' in entry && typeof entry.child === 'number') onChild(entry.child);
        done();
      },
    }),
  );
}
