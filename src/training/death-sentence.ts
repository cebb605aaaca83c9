import type { TakenTrainingRun } from '../domain/training-runs/take-training-run.ts';
import type { AttemptEnd } from './run-attempt.ts';

type Died = Extract<AttemptEnd, { type: 'died' }>;

/** What became of a run whose trainer was lost again and again, for the person who started it. */
export function deathSentence(end: Died, attempts: number, { algorithm, pluginVersion }: Pick<TakenTrainingRun, 'algorithm' | 'pluginVersion'>): string {
  const place = end.step === undefined ? 'before its first metrics' : `after step ${end.step}`;
  return `The trainer of ${algorithm} ${pluginVersion} was lost ${attempts} times in a row without any progress; the last time, ${place}, it ${howItEnded(end)}.`;
}

const LESS = 'use a smaller batch or a smaller model; where its memory grows with the steps, the plugin has to dispose its tensors';

function howItEnded({ exit, endedFor }: Died): string {
  const { code, signal, memoryWasShort, heapWasFull, resident } = exit;
  if (endedFor === 'silence') return 'gave no sign of life and was ended: a step of the plugin does not come back';
  if (endedFor === 'memory') return `took ${(resident / 2 ** 30).toFixed(1)} GiB of memory and was ended before the machine ran out: ${LESS}`;
  if (signal === 'SIGKILL' && memoryWasShort) return `was killed because memory ran out: ${LESS}`;
  if (heapWasFull) return 'filled the memory of JavaScript: the plugin has to keep less in arrays and objects, or to take a smaller batch';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL)';
  if (signal !== null) return `crashed (${signal})`;
  return code === null ? 'could not be started' : `ended with exit code ${code}`;
}
