import type { Logger } from '../logging.ts';
import type { GenerateRequest, GenerationTimes } from './protocol.ts';
import { type OnMade, ServingProcess } from './serving-process.ts';

/** After so long without a request the process ends, and gives its memory back. */
const IDLE_MS = 10 * 60_000;

export interface ServingSettings {
  readonly storeFolder: string;
  /** The module that names the plugins. */
  readonly pluginsFile: string;
  readonly logLevel: string;
  /** All that the process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly idleMs?: number;
}

/** Makes generations in a process of their own, begun when one is asked for, and anew when it was lost. */
export interface Serving {
  /** See `ServingProcess.generate`. */
  generate(request: GenerateRequest, onMade: OnMade, signal: AbortSignal): Promise<GenerationTimes>;
  /** The process that runs now. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export function openServing(settings: ServingSettings, logger: Logger): Serving {
  let current: ServingProcess | undefined;
  let idle: NodeJS.Timeout | undefined;

  function open(): ServingProcess {
    if (current) return current;
    const opened = new ServingProcess(settings, settings.environment);
    logger.info({ child: opened.pid }, 'serving process started');
    void opened.exited.then((how) => {
      logger.info({ child: opened.pid, how }, 'serving process ended');
      if (current === opened) current = undefined;
    });
    current = opened;
    return opened;
  }

  function endWhenIdle(process: ServingProcess): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (current !== process || process.busy) return;
      current = undefined;
      void process.close();
    }, settings.idleMs ?? IDLE_MS).unref();
  }

  return {
    async generate(request, onMade, signal) {
      const process = open();
      try {
        return await process.generate(request, onMade, signal);
      } finally {
        endWhenIdle(process);
      }
    },
    get pid() {
      return current?.pid;
    },
    async close() {
      clearTimeout(idle);
      await current?.close();
    },
  };
}
