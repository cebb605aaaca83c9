import { randomUUID } from 'node:crypto';
import { Fault } from '../domain/fault.ts';
import type { ImportPreview, ImportPreviewer, PreviewTask } from '../domain/import-preview.ts';
import type { Logger } from '../logging.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';
import { watchMemory } from '../processes/watch-memory.ts';
import { previewKey, uploadKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { Places } from './places.ts';
import { isFromPreviewer, type PreviewFiles } from './preview-protocol.ts';

/** Beyond, the process is killed: beginnings are looked at in a second or two, and in some 300 MB. */
const [TIME_MS, MEMORY_BYTES] = [30_000, 1.2e9];
/** Previews that are made at once, and that wait for their turn. */
const [AT_ONCE, WAITING] = [2, 8];

export interface PreviewerOptions {
  readonly storeFolder: string;
  /** All that the previewing processes see of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
  /** For tests. */
  readonly timeMs?: number;
  readonly memoryBytes?: number;
}

export interface OpenPreviewer extends ImportPreviewer {
  /** Ends what is under way. */
  close(): Promise<void>;
}

/**
 * Looks into files in a process for each preview, so that what hostile files can break is that process alone: it has no database, is
 * killed where it takes too long or holds too much memory, and is never used again.
 */
export function openPreviewer({ storeFolder, environment, logger, timeMs = TIME_MS, memoryBytes = MEMORY_BYTES }: PreviewerOptions): OpenPreviewer {
  const places = new Places(AT_ONCE, WAITING);
  const closing = new AbortController();
  const store = new LocalBlobStore(storeFolder);
  const running = new Set<Promise<unknown>>();

  const previewInChild = async (task: PreviewTask, signal: AbortSignal): Promise<ImportPreview> => {
    signal.throwIfAborted();
    const folder = previewKey(randomUUID());
    const child = forkScript(new URL('./preview-child.ts', import.meta.url), environment, ['--max-old-space-size=512']);
    let killed: 'time' | 'memory' | undefined;
    const kill = (reason?: typeof killed) => {
      killed ??= reason;
      child.kill('SIGKILL');
    };
    const stop = () => kill();
    signal.addEventListener('abort', stop);
    const timer = setTimeout(() => kill('time'), timeMs);
    const unwatch = child.pid === undefined ? () => undefined : watchMemory(child.pid, memoryBytes, () => kill('memory'));
    let told: ImportPreview | undefined;
    let error: string | undefined;
    child.on('message', (message) => {
      if (!isFromPreviewer(message)) return;
      if (message.type === 'previewed') told = message.preview;
      else error = message.message;
    });
    const { uploads, ...rest } = task;
    const files: PreviewFiles = { type: 'preview-files', ...rest, storeFolder, folder, uploads: uploads.map(({ id, filename }) => ({ filename, key: uploadKey(id) })) };
    child.send(files, () => undefined);
    const how = await exitOf(child);
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener('abort', stop);
    await store.remove(folder);
    if (told) return told;
    signal.throwIfAborted();
    throw failure(killed, { timeMs, error: error ?? `The previewing process ended (${how}).`, uploads: uploads.map(({ id }) => id) }, logger);
  };

  return {
    async preview(task, signal) {
      const all = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      const making = places.run(all, () => previewInChild(task, all));
      running.add(making);
      return making.finally(() => running.delete(making));
    },
    async close() {
      closing.abort(new Fault('CAPACITY', 'The server is stopping; ask again in a moment.'));
      await Promise.allSettled(running);
    },
  };
}

function failure(killed: 'time' | 'memory' | undefined, { timeMs, error, uploads }: { timeMs: number; error: string; uploads: readonly string[] }, logger: Logger): Fault {
  if (killed === 'time') return new Fault('CAPACITY', `Looking into these files takes more than ${timeMs / 1000} seconds, and was stopped. Ask for fewer at a time; an import takes the time that it needs.`, ['uploadIds']);
  if (killed === 'memory') return new Fault('CAPACITY', 'Looking into these files takes too much memory, and was stopped. Ask for fewer at a time.', ['uploadIds']);
  const reference = randomUUID().slice(0, 8);
  logger.error({ error, uploads, reference }, 'preview failed');
  return new Fault('INVALID_INPUT', `These files cannot be looked into. Reference ${reference}.`, ['uploadIds']);
}
