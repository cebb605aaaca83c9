import { logLine } from '../../domain/training-runs/log-line.ts';

/** Why a run cannot go on, in words for the person who started it. */
export class TrainingFailure extends Error {}

const LONGEST = 500;
/** File URLs and absolute paths, to their last part. */
const PATHS = /(?:file:\/\/)?(?:\/[^\s/:'"()]+)+\/([^\s/:'"()]+)/g;

/** One sentence of an error, without what concerns this machine alone: no stack, no folders. */
export function failureSentence(error: unknown): string {
  const message = logLine(error instanceof Error ? error.message : error);
  const line = message.split('\n').find((text) => text.trim() !== '')?.trim() ?? 'It failed without a message.';
  const shown = line.replace(PATHS, '$1');
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/** For the log. */
export function failureDetail(error: unknown): string {
  const cause = error instanceof TrainingFailure && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
