import type { AttemptEnd } from './run-attempt.ts';

/** What became of a run whose trainer was lost again and again, for the person who started it. */
export function deathSentence({ exit, wasSilent }: Extract<AttemptEnd, { type: 'died' }>, attempts: number): string {
  return `The trainer was lost ${attempts} times in a row without any progress; the last time it ${howItEnded(exit, wasSilent)}.`;
}

function howItEnded({ code, signal, memoryWasShort }: Extract<AttemptEnd, { type: 'died' }>['exit'], wasSilent: boolean): string {
  if (wasSilent) return 'gave no sign of life and was ended';
  if (signal === 'SIGKILL' && memoryWasShort) return 'was killed because memory ran out: use a smaller batch or a smaller model';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL)';
  if (signal !== null) return `crashed (${signal})`;
  return code === null ? 'could not be started' : `ended with exit code ${code}`;
}
