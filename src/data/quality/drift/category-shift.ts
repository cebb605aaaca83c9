import { z } from 'zod';
import { sameCells } from '../../../domain/statistics/chi-square.ts';
import { type Cell, restOf, stabilityIndex, withoutRare } from '../../../domain/statistics/stability-index.ts';
import { literal } from '../../samples/sql.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { shown } from '../../shown.ts';
import { percent } from '../finding.ts';
import type { Compared, Side } from './compared.ts';
import { grownMost, type Shift, totalVariation } from './shift.ts';

/** Categories of each version that are counted by themselves. */
const MOST_CATEGORIES = 50;

/** A column of names that both versions have. */
export interface ComparedCategory {
  readonly name: string;
  /** Its column. */
  readonly sql: string;
}

const counted = z.object({ value: z.string().nullable(), count: wholeNumber });

/** Pearson's test and the stability index over the most frequent categories of either version, missing ones being one; all others are one more. */
export async function categoryShift({ before, after }: Compared, { name, sql }: ComparedCategory): Promise<Shift> {
  const frequent = [...(await mostFrequent(before, sql)), ...(await mostFrequent(after, sql))];
  const values = [...new Set(frequent.map(({ value }) => value))];
  const [one, other] = [await counts(before, sql, values), await counts(after, sql, values)];
  const all: (readonly [value: string | null, cell: Cell])[] = values.map((value) => [value, [one.get(value) ?? 0, other.get(value) ?? 0]]);
  const known = withoutRare(all, [before.total, after.total]);
  const cells = [...known.map(([, cell]) => cell), restOf(known, [before.total, after.total])];
  const grown = grownMost(cells);
  const [value, cell] = known[grown] ?? ['others', cells[grown] ?? [0, 0]];
  const words = `"${shown(name)}" (${value === null ? 'missing' : shown(value)}: ${percent(cell[0] / before.total)} before, ${percent(cell[1] / after.total)} now`;
  return { name, share: totalVariation(cells), stability: stabilityIndex(cells), p: sameCells(cells), words, grown: known[grown] === undefined ? `NOT (${isOneOf(sql, known.map(([one]) => one))})` : isOneOf(sql, [value]) };
}

const mostFrequent = ({ version, from }: Side, sql: string) =>
  version.database.all(`SELECT ${sql}::VARCHAR AS value, count(*) AS count FROM ${from('samples', Infinity)} GROUP BY 1 ORDER BY count DESC, value LIMIT ${MOST_CATEGORIES}`, counted);

async function counts({ version, from }: Side, sql: string, values: readonly (string | null)[]): Promise<Map<string | null, number>> {
  const rows = await version.database.all(`SELECT ${sql}::VARCHAR AS value, count(*) AS count FROM ${from('samples', Infinity)} WHERE ${isOneOf(sql, values)} GROUP BY 1`, counted);
  return new Map(rows.map(({ value, count }) => [value, count]));
}

function isOneOf(sql: string, values: readonly (string | null)[]): string {
  const named = values.flatMap((value) => (value === null ? [] : [literal(value)]));
  const tests = [named.length === 0 ? [] : [`coalesce(${sql} IN (${named.join(', ')}), false)`], values.includes(null) ? [`${sql} IS NULL`] : []].flat();
  return tests.length === 0 ? 'false' : tests.join(' OR ');
}
