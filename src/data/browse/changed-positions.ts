import { z } from 'zod';
import type { SampleChange, SamplePage } from '../../domain/samples.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import type { Ask } from './version-table.ts';

const changed = z.object({ position: wholeNumber.nullable(), earlier: wholeNumber.nullable() });
export type ChangedPosition = z.infer<typeof changed>;

/** A page of what differs in one way, of the table `changes`: by position in the version; of what was removed, in the one before. */
export function changedPositions(ask: Ask, change: SampleChange, { after, before, limit, inverted }: SamplePage): Promise<ChangedPosition[]> {
  const place = 'coalesce(position, earlier)';
  const where = [`change = ${literal(change)}`, ...(after === undefined ? [] : [`${place} > ${after}`]), ...(before === undefined ? [] : [`${place} < ${before}`])];
  return ask(`SELECT position, earlier FROM changes WHERE ${where.join(' AND ')} ORDER BY ${place} ${inverted ? 'DESC' : 'ASC'} LIMIT ${limit}`, changed);
}
