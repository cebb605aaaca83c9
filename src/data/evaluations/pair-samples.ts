import { z } from 'zod';
import type { PairedSamples } from '../../domain/evaluations/compare-evaluations.ts';
import type { PairedOutcomes } from '../../domain/evaluations/comparison.ts';
import type { ReadOnlyDatabase } from '../samples/read-only-database.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { statisticColumn } from './predictions.ts';

const outcome = z.looseObject({ bothRight: wholeNumber, onlyThis: wholeNumber, onlyBaseline: wholeNumber, bothWrong: wholeNumber });
const labelled = outcome.extend({ label: z.string() });

/**
 * Counts on which samples of the views `evaluated` and `baseline` either model is right. Both files are in the order of positions, so rows are put
 * side by side as they stand, without a table of all positions: a second for ten million.
 */
export async function pairSamples(database: ReadOnlyDatabase, shares: ReadonlyMap<string, readonly [string, string]>): Promise<PairedSamples | undefined> {
  const [sizes] = await database.all('SELECT (SELECT count(*) FROM evaluated) AS own, (SELECT count(*) FROM baseline) AS other', z.object({ own: wholeNumber, other: wholeNumber }));
  if (!sizes || sizes.own !== sizes.other) return undefined;
  const { own: sampleCount } = sizes;
  const side = 'FROM evaluated AS a POSITIONAL JOIN baseline AS b';
  const [odd] = await database.all(`SELECT count(*) AS count ${side} WHERE a.sample_position <> b.sample_position`, z.object({ count: wholeNumber }));
  if (!odd || odd.count > 0) return undefined;
  const outcomes = new Map<string, PairedOutcomes>();
  for (const [metric, [evaluated, baseline]] of shares) {
    const [counted] = await database.all(`SELECT ${counts(`a.${quoted(statisticColumn(evaluated))} > 0.5`, `b.${quoted(statisticColumn(baseline))} > 0.5`)} ${side}`, outcome);
    if (counted) outcomes.set(metric, counted);
  }
  const byClass = await database.all(`SELECT a.label AS label, ${counts('a.predicted = a.label', 'b.predicted = b.label')} ${side} WHERE a.label IS NOT NULL AND b.label IS NOT NULL GROUP BY a.label ORDER BY a.label`, labelled);
  return { sampleCount, outcomes, classes: new Map(byClass.map(({ label, ...counted }) => [label, counted])) };
}

const counts = (own: string, other: string) =>
  `count(*) FILTER (${own} AND ${other}) AS "bothRight", count(*) FILTER (${own} AND NOT ${other}) AS "onlyThis",
   count(*) FILTER (NOT ${own} AND ${other}) AS "onlyBaseline", count(*) FILTER (NOT ${own} AND NOT ${other}) AS "bothWrong"`;
