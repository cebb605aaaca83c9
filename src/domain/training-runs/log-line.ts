const LONGEST = 10_000;

/** A line that a plugin or a library wrote, as it can be stored: PostgreSQL keeps neither NUL nor half a character. */
export function logLine(line: unknown): string {
  const text = typeof line === 'string' ? line : String(line);
  return text.toWellFormed().replaceAll('\0', '\uFFFD').slice(0, LONGEST).toWellFormed();
}
