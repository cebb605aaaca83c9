import type { ImagePixels } from '../../version/open-version.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { numbersOf, placeIn } from '../sampled.ts';
import { ImagePages } from '../image-pages.ts';
import type { DenseSamples } from './features.ts';
import { OrientedEdges } from './oriented-edges.ts';
import { FOLDS } from './thresholds.ts';

/** Fold of a sample in SQL, by its content: equal samples are in one. */
export const foldOf = `(hash(samples.hash) % ${FOLDS})::INTEGER`;

/** Edges and brightness of labelled images; 1.7 kB of memory for each. */
export async function labelledImages(version: AssessedVersion, images: ImagePixels, count: number, every: number): Promise<DenseSamples> {
  const { database, description: { classes }, signal } = version;
  const edges = new OrientedEdges(images);
  const [positions, labels, folds, values] = [new Float64Array(count), new Int32Array(count), new Uint8Array(count), new Float32Array(count * edges.features)];
  let filled = 0;
  const query = `SELECT sample_position, place, ${placeIn('label', classes)} AS class, ${foldOf} AS fold FROM samples WHERE label IS NOT NULL AND sample_position % ${every} = 0 ORDER BY place`;
  const reader = new ImagePages(images);
  for await (const chunk of database.stream(query)) {
    const [at, of, fold] = [numbersOf(chunk, 0), numbersOf(chunk, 2), numbersOf(chunk, 3)];
    await reader.each(numbersOf(chunk, 1), (pixels, from, index) => {
      signal.throwIfAborted();
      [positions[filled], labels[filled], folds[filled]] = [at[index]!, of[index]!, fold[index]!];
      edges.measure(pixels, from, values, filled * edges.features);
      filled += 1;
    });
  }
  return { count: filled, positions, labels, folds, features: edges.features, values };
}
