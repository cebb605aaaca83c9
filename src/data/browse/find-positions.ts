import { z } from 'zod';
import type { SampleFilter, SamplePage } from '../../domain/samples.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { conditionOf, type Range, splitRange } from './filter-sql.ts';
import type { Ask } from './version-table.ts';

/** Positions that are looked through first; then four times as many, and so on. */
const FIRST_LOOK = 16_384;
const MORE = 4;

const position = z.object({ sample_position: wholeNumber });

/** What is asked of a table. */
export interface Looking {
  readonly ask: Ask;
  readonly description: DatasetDescription;
  /** Columns of the content. */
  readonly content: readonly string[];
}

/**
 * Positions of a page of the samples that a filter lets through, rising, or falling where it is inverted. The stored order is gone
 * through in growing pieces, since DuckDB passes over row groups that positions rule out: a page costs what lies between its first and
 * its last sample, wherever it begins.
 */
export async function findPositions({ ask, description, content }: Looking, filter: SampleFilter, { after, before, limit, inverted }: SamplePage): Promise<number[]> {
  const split = splitRange(filter, description);
  let { from, to }: Range = { from: Math.max(split.from, after === undefined ? 0 : after + 1), to: Math.min(split.to, before ?? split.to) };
  const condition = conditionOf(filter, description, content);
  const found: number[] = [];
  for (let size = condition === undefined ? limit : FIRST_LOOK; from < to && found.length < limit; size *= MORE) {
    const piece = inverted ? { from: Math.max(from, to - size), to } : { from, to: Math.min(to, from + size) };
    found.push(...(condition === undefined ? everyPosition(piece, inverted) : await look(ask, piece, condition, { inverted, limit: limit - found.length })));
    if (inverted) to = piece.from;
    else from = piece.to;
  }
  return found.slice(0, limit);
}

function everyPosition({ from, to }: Range, inverted: boolean): number[] {
  return Array.from({ length: to - from }, (_, index) => (inverted ? to - 1 - index : from + index));
}

async function look(ask: Ask, { from, to }: Range, condition: string, { inverted, limit }: { inverted: boolean; limit: number }): Promise<number[]> {
  const rows = await ask(
    `SELECT sample_position FROM samples WHERE sample_position >= ${from} AND sample_position < ${to} AND ${condition} ORDER BY sample_position ${inverted ? 'DESC' : 'ASC'} LIMIT ${limit}`,
    position,
  );
  return rows.map(({ sample_position }) => sample_position);
}
