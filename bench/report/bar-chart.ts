import type { Summary } from './summary.ts';

const WIDTH = 48;
/** A block of the terminal in eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Medians as bars, the shortest first; ours are marked. */
export function barChart(summaries: readonly Summary[]): string {
  const sorted = [...summaries].sort((a, b) => a.median - b.median);
  const longest = sorted.at(-1)?.median ?? NaN;
  const name = Math.max(...sorted.map(({ way }) => way.length));
  return sorted.map(({ way, side, median }) => `${side === 'OURS' ? '▸' : ' '} ${way.padEnd(name)} ${bar(median / longest)} ${median.toFixed(1)}`).join('\n');
}

function bar(share: number): string {
  const eighths = Math.round(share * WIDTH * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
