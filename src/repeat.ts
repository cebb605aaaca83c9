import type { Logger } from './logging.ts';

export interface Repeated {
  /** Does it no more, and waits for the time that is under way. */
  end(): Promise<void>;
}

/** Does something at once, and again so long after each time. What fails is logged, and tried again when its time comes. */
export function every(ms: number, what: string, logger: Logger, work: () => Promise<void>): Repeated {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const once = async (): Promise<void> => {
    await work().catch((error: unknown) => logger.warn({ err: error }, `${what} failed; it is tried again`));
    if (!ended) timer = setTimeout(() => (running = once()), ms);
  };
  let running = once();
  return {
    async end() {
      ended = true;
      clearTimeout(timer);
      await running;
    },
  };
}
