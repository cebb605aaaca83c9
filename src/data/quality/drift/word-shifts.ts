import { z } from 'zod';
import { sameCells } from '../../../domain/statistics/chi-square.ts';
import { type Cell, stabilityIndex } from '../../../domain/statistics/stability-index.ts';
import { literal, quoted } from '../../samples/sql.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { shown } from '../../shown.ts';
import { percent } from '../finding.ts';
import type { Compared, Side } from './compared.ts';
import { type Shift, totalVariation } from './shift.ts';
import { drift } from './thresholds.ts';

/** Words of each version that are compared: those in the most texts. */
const MOST_WORDS = 200;
/** Characters of a text that are looked at. */
const LOOKED_AT = 5000;

const wordsOf = (column: string) => `list_distinct(regexp_extract_all(lower(left(${quoted(column)}, ${LOOKED_AT})), '[\\p{L}\\p{N}]{2,}'))`;

/** In how many texts the most frequent words of either version are. At most 20,000 texts of each are read, the words counted on disk where they are many. */
export async function wordShifts({ before, after }: Compared, column: string): Promise<Shift[]> {
  const words = [...new Set([...(await mostFrequent(before, column)), ...(await mostFrequent(after, column))])];
  if (words.length === 0) return [];
  const [one, other] = [await countTexts(before, column, words), await countTexts(after, column, words)];
  return words.map((word) => {
    const cell: Cell = [one.found.get(word) ?? 0, other.found.get(word) ?? 0];
    const cells: Cell[] = [cell, [one.texts - cell[0], other.texts - cell[1]]];
    const shares = [cell[0] / Math.max(1, one.texts), cell[1] / Math.max(1, other.texts)] as const;
    const grown = `${shares[1] >= shares[0] ? '' : 'NOT '}list_contains(${wordsOf(column)}, ${literal(word)})`;
    return { name: column, share: totalVariation(cells), stability: stabilityIndex(cells), p: sameCells(cells), words: `the word "${shown(word)}" of "${column}" (in ${percent(shares[0])} before, ${percent(shares[1])} now`, grown };
  });
}

const counted = z.object({ word: z.string(), count: wholeNumber });
const eachWord = ({ from }: Side, column: string) => `(SELECT unnest(${wordsOf(column)}) AS word FROM ${from('samples', drift.mostTexts)} WHERE ${quoted(column)} IS NOT NULL)`;

async function mostFrequent(side: Side, column: string): Promise<string[]> {
  const rows = await side.version.database.all(`SELECT word, count(*) AS count FROM ${eachWord(side, column)} GROUP BY word ORDER BY count DESC, word LIMIT ${MOST_WORDS}`, counted);
  return rows.map(({ word }) => word);
}

async function countTexts(side: Side, column: string, words: readonly string[]): Promise<{ texts: number; found: Map<string, number> }> {
  const { texts } = await side.version.database.one(`SELECT count(${quoted(column)}) AS texts FROM ${side.from('samples', drift.mostTexts)}`, z.object({ texts: wholeNumber }));
  const rows = await side.version.database.all(`SELECT word, count(*) AS count FROM ${eachWord(side, column)} WHERE word IN (${words.map(literal).join(', ')}) GROUP BY word`, counted);
  return { texts, found: new Map(rows.map(({ word, count }) => [word, count])) };
}
