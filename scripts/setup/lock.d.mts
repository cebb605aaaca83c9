/** Holds the lock `folder` while `work` runs; what a dead process left is taken over. `onWait` is called once, when it has to wait. */
export function withLock<T>(folder: string, work: () => Promise<T>, onWait?: () => void): Promise<T>;
/** The start time of a process on Linux ('' elsewhere or when it is gone): tells a pid that was given out again from the first. */
export function startTime(pid: number): string;
