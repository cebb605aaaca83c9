import process from 'node:process';

/** Lets a child process end with its parent, and leave Ctrl-C (which a terminal sends to all) to the parent. */
export function liveWithParent(): void {
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => undefined);
}

export function sendToParent(message: object): void {
  // Where the channel is closed, `disconnect` is on its way; without the callback the lost message would be thrown.
  if (process.connected) process.send?.(message, () => undefined);
}

/** Resolves when the message has left the process, or cannot leave any more. */
export function deliverToParent(message: object): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, () => resolve());
  });
}
