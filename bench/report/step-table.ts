import { bestPeer, type Summary } from './summary.ts';
import { layOut } from '../table.ts';

/** Times, the ratio of medians to the best peer of the same precision, memory, loss; reasons of steps that were not compiled. */
export function stepTable(summaries: readonly Summary[]): string {
  const rows = summaries.map((one) => {
    const peer = bestPeer(summaries, one.precision);
    return [
      one.way,
      one.least.toFixed(1),
      one.median.toFixed(1),
      peer === undefined ? '' : (one.median / peer.median).toFixed(2),
      one.most === null ? '?' : String(one.most),
      one.end === null ? '?' : String(one.end),
      one.loss === null ? 'no number' : one.loss.toPrecision(4),
      one.firstCompiled === undefined ? '' : (one.firstCompiled / 1000).toFixed(2),
    ];
  });
  const reasons = summaries.flatMap(({ way, fallback }) => (fallback === undefined ? [] : [`${way} ran as written: ${fallback}`]));
  const head = ['way', 'least ms', 'median ms', 'to best peer', 'most MB', 'MB at end', 'loss', 's to first compiled'];
  return [layOut([head, ...rows]), ...reasons].join('\n');
}
