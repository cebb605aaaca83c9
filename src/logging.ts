import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Paths whose values never reach a log. */
const SECRETS = ['*.authorization', '*.secret', '*.key', '*.password', 'req.headers.authorization', 'req.headers.cookie'];

/** One JSON object a line, on standard output. `name` is the role of the process. */
export function createLogger(level: string, name: string): Logger {
  return pino({ level, name, redact: SECRETS });
}
