import { Problem } from '../problem.ts';

export interface Running {
  /** Sent to the parent, where there is one. */
  readonly ready: object;
  stop(): Promise<void>;
}

/**
 * The life of a process: starts, tells its parent that it is ready, and stops in order on SIGTERM, SIGINT or when its
 * parent is gone. A second signal ends it at once. What keeps it from starting is one sentence on standard error.
 */
export async function runEntrance(start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let stopping = false;
  const end = () => {
    running?.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  // A signal that comes while it starts is kept until then: what has been started so far could not be stopped in order.
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    end();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
  if (stopping) end();
  else process.send?.(running.ready);
}

function fail(error: unknown): never {
  console.error(error instanceof Problem ? error.message : error);
  process.exit(1);
}
