import { exitOf, forkScript } from './fork-script.ts';

export interface RunInChildOptions<Message> {
  readonly script: URL;
  /** All that the process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its first message. */
  readonly task: object;
  /** Tells messages of the process from those of another origin (a library's). */
  isMessage(value: unknown): value is Message;
  onStart(pid: number | undefined): void;
  onMessage(message: Message): void;
  /** Aborted: the process is told `{ type: 'stop' }`, and killed where it has not ended in time. */
  readonly signal: AbortSignal;
}

/** A process that was told to stop has this long to take away what it wrote. */
const STOP_GRACE_MS = 3_000;

/** Gives a task to a process of its own, and resolves when that is gone, with how it went in words: `exit code 0`, `signal SIGKILL`. */
export async function runInChild<Message>({ script, environment, task, isMessage, onStart, onMessage, signal }: RunInChildOptions<Message>): Promise<string> {
  signal.throwIfAborted();
  const child = forkScript(script, environment);
  onStart(child.pid);
  const send = (message: object) => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on('message', (message) => {
    if (isMessage(message)) onMessage(message);
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    send({ type: 'stop' });
    killing = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop);
  send(task);
  try {
    return await exitOf(child);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(killing);
  }
}
