import type { Measurement } from './run.ts';

/** Least and median over all rounds, and the ratio of the medians to the first way's. */
export function table(measurements: readonly Measurement[]): string {
  const ways = [...new Set(measurements.map(({ way }) => way))];
  const summaries = ways.map((way) => {
    const own = measurements.filter((one) => one.way === way);
    return {
      way,
      least: Math.min(...own.map(({ least_ms }) => least_ms)),
      median: median(own.map(({ median_ms }) => median_ms)),
      rss: Math.max(...own.map(({ rssMegabytes }) => rssMegabytes)),
    };
  });
  const base = summaries[0];
  const rows = summaries.map(({ way, least, median: middle, rss }) => [
    way,
    least.toFixed(1),
    middle.toFixed(1),
    (least / (base?.least ?? NaN)).toFixed(2),
    (middle / (base?.median ?? NaN)).toFixed(2),
    rss === 0 ? '?' : String(rss),
  ]);
  return layOut([['way', 'least ms', 'median ms', 'ratio of least', 'ratio of median', 'resident MB'], ...rows]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')).join('\n');
}
