import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the test's own, running a TypeScript file beside this one, spoken with over IPC. */
export interface TestChild {
  readonly pid: number;
  /** Resolves with the first message, sent or still to come, that fits; what came before it stays. */
  message<T>(fits: (message: unknown) => message is T): Promise<T>;
  /** Every message so far. */
  readonly messages: readonly unknown[];
  send(message: object): void;
  /** Ends the channel, as the death of this process would. */
  disconnect(): void;
  /** Sends a signal and waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  readonly exited: Promise<void>;
}

/** `env` replaces the environment. */
export function startChild(file: string, args: readonly string[], env?: Record<string, string>): TestChild {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...(env && { env }) });
  const messages: unknown[] = [];
  const waiting = new Set<() => void>();
  let gone = false;
  child.on('message', (message) => {
    messages.push(message);
    for (const look of waiting) look();
  });
  const exited = once(child, 'exit').then(() => {
    gone = true;
    for (const look of waiting) look();
  });
  return {
    pid: child.pid ?? 0,
    messages,
    exited,
    message<T>(fits: (message: unknown) => message is T): Promise<T> {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = messages.find(fits);
          if (found !== undefined) resolve(found);
          else if (gone) reject(new Error(`${file} ended without the message that was waited for.`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      });
    },
    send: (message) => void child.send(message),
    disconnect: () => child.disconnect(),
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
