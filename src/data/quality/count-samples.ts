import { z } from 'zod';
import type { DatasetDescription, SplitName } from '../../plugin/index.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import type { CountedSamples } from './finding.ts';

/** Counts the view `samples`. */
export async function countSamples(database: WorkDatabase, { classes, counts }: DatasetDescription): Promise<CountedSamples> {
  const perClass: Record<SplitName, Uint32Array> = { TRAIN: new Uint32Array(classes.length), VALIDATION: new Uint32Array(classes.length), TEST: new Uint32Array(classes.length) };
  if (classes.length > 0) {
    const places = new Map(classes.map((label, index) => [label, index]));
    const found = await database.all('SELECT split, label, count(*) AS count FROM samples WHERE label IS NOT NULL GROUP BY split, label', z.object({ split: z.enum(['TRAIN', 'VALIDATION', 'TEST']), label: z.string(), count: wholeNumber }));
    for (const { split, label, count } of found) {
      const place = places.get(label);
      if (place !== undefined) perClass[split][place] = count;
    }
  }
  return { classes, counts, perClass };
}
