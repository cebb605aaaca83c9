import type uPlot from 'uplot';

/** So many values suffice to find a percentile, and sort in under a millisecond. */
const sampleSize = 2_000;

/**
 * The range of a chart's value axis: from the least value to the 98th percentile, as the first steps, many times higher,
 * would press the rest flat; to the greatest value where `whole` is set or there are few values.
 */
export function valueRange(data: uPlot.AlignedData, whole: boolean): [number, number] {
  const values = data.slice(1).flatMap((column) => Array.from(column).filter((value) => typeof value === 'number'));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = whole || values.length < 50 ? values.reduce((most, value) => Math.max(most, value), -Infinity) : percentile(values, 0.98);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - margin, high + margin];
}

function percentile(values: readonly number[], part: number): number {
  const stride = Math.max(1, Math.floor(values.length / sampleSize));
  const sorted = values.filter((_, index) => index % stride === 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? NaN;
}
