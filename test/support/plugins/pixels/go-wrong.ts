import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Metrics, Values } from 'flywheel/plugin';
import type { Hyperparameters } from './settings.ts';

/** What a hungry plugin takes at a time, bytes. */
const HUNGER = 50 * 2 ** 20;
const hoard: Uint8Array[] = [];

/** The metrics to tell for this step, or what goes wrong instead. */
export async function goWrong({ fault, faultStep }: Values<Hyperparameters>, step: number, loss: number): Promise<{ trainLoss: number; validation: Metrics }> {
  if (step === faultStep) {
    if (fault === 'THROW') throw new Error('The moon is in /srv/flywheel/plugins/moon/phase.ts\nand this line is for nobody.');
    if (fault === 'NOT_A_NUMBER') return { trainLoss: Number.NaN, validation: {} };
    if (fault === 'CRASH') process.exit(3);
    // A slow step, in which the steps before it are told.
    if (fault === 'FROZEN' || fault === 'BUSY') await wait(200);
    if (fault === 'FROZEN') process.kill(process.pid, 'SIGSTOP');
    // As waiting for an answer that never comes: the process lives.
    while (fault === 'HUNGRY') {
      hoard.push(new Uint8Array(HUNGER).fill(1));
      await wait(50);
    }
    if (fault === 'QUIET') await new Promise<never>(() => undefined);
    // As a native call that never comes back: neither promises nor timers get a turn.
    if (fault === 'BUSY') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  if (fault !== 'WORSE') return { trainLoss: loss, validation: { 'validation/loss': loss } };
  // From faultStep on the validation loss rises, so that the best one is known; its likeness falls.
  const worse = Math.abs(step - faultStep);
  return { trainLoss: loss, validation: { 'validation/loss': worse, 'validation/likeness': -worse } };
}
