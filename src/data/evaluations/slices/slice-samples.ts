import { type Slicing, worstFirst } from '../../../domain/evaluations/slices.ts';
import type { ScoredMetric } from '../../../plugin/index.ts';
import type { WorkDatabase } from '../../samples/work-database.ts';
import type { Dimension } from './dimensions.ts';
import { measurePart } from './measure-part.ts';
import { partSamples } from './part-samples.ts';

/** Slices that are kept of each dimension. */
const MOST_SLICES = 50;

export interface Sliced {
  readonly statistics: readonly string[];
  /** The first one is what slices are sorted by. */
  readonly metrics: readonly ScoredMetric[];
}

/** Parts the samples of the view `predictions` by each dimension, and measures the parts. A dimension that does not part them is left out. */
export async function sliceSamples(database: WorkDatabase, dimensions: readonly Dimension[], { statistics, metrics }: Sliced, onProgress: (done: number) => void): Promise<Slicing[]> {
  const slicings: Slicing[] = [];
  const [judging] = metrics;
  const worst = worstFirst(judging?.name ?? '', judging?.better ?? 'HIGHER');
  for (const [index, dimension] of dimensions.entries()) {
    const parts = await partSamples(database, dimension, statistics);
    const { source, column } = dimension;
    if (parts.length > 1 || source === 'FINDING') {
      const slices = parts.map((part) => measurePart(part, statistics, metrics)).sort(worst);
      if (slices.length > 0) slicings.push({ source, column, total: slices.length, slices: slices.slice(0, MOST_SLICES) });
    }
    onProgress((index + 1) / dimensions.length);
  }
  return slicings;
}
