/** What the main thread and the watch thread share: an Int32Array of so many entries. */
export const WATCH_ENTRIES = 2;
/** Commands that have come, as bits. */
export const COMMANDS = 0;
/** Counted up by the main thread. */
export const PULSE = 1;
