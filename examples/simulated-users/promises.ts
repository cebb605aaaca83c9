import type { Difference } from './measure.ts';
import { percent, type Turn } from './turns.ts';

export interface Promised {
  readonly promise: string;
  readonly isKept: boolean;
  readonly found: string;
}

/**
 * What the wheel promises, and whether it was so. Measured accuracies are those of a sample of texts: a promise is broken where its 95 %
 * interval, on the same texts, lies wholly on the wrong side.
 *
 * @param gap  by how much training once on all true labels is more accurate than what is in production at the end
 */
export function checkPromises(turns: readonly Turn[], gap: Difference, tolerance: number): Promised[] {
  const falls = turns.filter(({ gain }) => gain.high < 0);
  const lower = turns.filter(({ gain }) => gain.difference < 0);
  const bad = turns.filter(({ isBad }) => isBad);
  const first = turns.at(0);
  const all = turns.reduce((sum, { gain }) => sum + gain.difference, 0);
  return [
    { promise: 'Each wave of traffic sets off one cycle, and each cycle ends by itself', isKept: turns.every(({ cycle }, at) => cycle.number === at + 1 && cycle.state !== 'FAILED'), found: turns.map(({ cycle }) => `${cycle.number} ${cycle.state}`).join(', ') },
    { promise: 'Production never becomes worse', isKept: first !== undefined && falls.length === 0, found: lower.length === 0 ? 'no cycle lowered it' : lower.map(({ cycle, gain }) => `cycle ${cycle.number}: ${shown(gain)}`).join(', ') },
    { promise: 'Production becomes better', isKept: all > 0 && turns.some(({ gain }) => gain.low > 0), found: `${percent(all)} in all` },
    { promise: 'What hostile people alone said is held', isKept: bad.every(({ cycle }) => cycle.state === 'HELD'), found: bad.map(({ cycle }) => `cycle ${cycle.number} ${cycle.state}: ${cycle.reason}`).join(' ') || 'no bad wave was asked for' },
    { promise: `The end is within ${percent(tolerance)} of training on all true labels`, isKept: gap.low <= tolerance, found: `training on all true labels is better by ${shown(gap)}` },
  ];
}

const shown = ({ difference, low, high }: Difference) => `${percent(difference)} (95 % from ${percent(low)} to ${percent(high)})`;
