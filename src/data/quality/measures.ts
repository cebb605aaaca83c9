import { quoted } from '../samples/sql.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { imageMeasures, imageMeasureNames } from './image-measures.ts';

/** A number that every sample has, or lacks. */
export interface Measure {
  /** As people know it. */
  readonly name: string;
  /** In SQL, over the columns of `source`; a double. */
  readonly sql: string;
  /** Below what part of the scale values matter by their ratio, not their distance: what is never below 0, and 0 means nothing there. */
  readonly byRatio?: boolean;
}

export interface Measured {
  /** What to select from: has `sample_position`. */
  readonly source: string;
  readonly measures: readonly Measure[];
}

const length = (column: string, name: string): Measure => ({ name, sql: `length(${quoted(column)})::DOUBLE`, byRatio: true });

/**
 * The numbers that samples of each kind have: features, lengths in characters, what images look like.
 *
 * @param every  of images, one in so many is measured, unless they are already
 */
export async function measuresOf(version: Pick<OpenedVersion, 'database' | 'description' | 'content' | 'images'>, signal: AbortSignal, every = 1): Promise<Measured> {
  const { description, content, images } = version;
  switch (description.kind) {
    case 'TABULAR':
      return { source: 'samples', measures: description.columns.flatMap(({ name, type }, index) => (type === 'NUMBER' ? [{ name, sql: quoted(content[index] ?? '') }] : [])) };
    case 'TEXT':
      return { source: 'samples', measures: [length('text', 'length')] };
    case 'TEXT_PAIR':
      return { source: 'samples', measures: [length('source', 'length of source'), length('target', 'length of target'), { name: 'target by source, in length', sql: 'greatest(length(target), 1) / greatest(length(source), 1)::DOUBLE', byRatio: true }] };
    case 'INTERACTION':
      return { source: 'samples', measures: [{ name: 'value', sql: 'value' }] };
    case 'IMAGE':
      if (images !== undefined) await imageMeasures(version, images, signal, every);
      return { source: 'image_measures', measures: images === undefined ? [] : imageMeasureNames.map((name) => ({ name, sql: name, byRatio: name !== 'brightness' })) };
  }
}
