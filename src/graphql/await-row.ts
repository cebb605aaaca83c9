import { Fault } from '../domain/fault.ts';

const MAX_WAIT_SECONDS = 60;
export const DEFAULT_WAIT_SECONDS = 30;

/** How long a mutation waits for what it asked for. @throws Fault */
export function waitInput(waitSeconds: number | null | undefined): number {
  const seconds = waitSeconds ?? DEFAULT_WAIT_SECONDS;
  if (!(seconds >= 0 && seconds <= MAX_WAIT_SECONDS)) throw new Fault('INVALID_INPUT', `waitSeconds must be from 0 to ${MAX_WAIT_SECONDS}, not ${seconds}.`, ['waitSeconds']);
  return seconds;
}

/** The newest of the states of a row that come within the seconds; `row` where none does. @param changes  ends with the row's last state */
export async function awaitRow<Row>(row: Row, changes: AsyncIterableIterator<Row, void, void>, seconds: number, gone: AbortSignal | undefined): Promise<Row> {
  let newest = row;
  const stop = () => void changes.return?.();
  const timer = setTimeout(stop, seconds * 1000);
  gone?.addEventListener('abort', stop, { once: true });
  try {
    for await (const change of changes) newest = change;
  } finally {
    clearTimeout(timer);
    gone?.removeEventListener('abort', stop);
  }
  return newest;
}
