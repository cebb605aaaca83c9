import { missingWords, type TableOptions } from '../../domain/dataset-import.ts';
import { ColumnChoice } from './choose-columns.ts';
import type { Plan } from './plan.ts';
import { planInteraction } from './plan-interaction.ts';
import { planTabular } from './plan-tabular.ts';
import { continuousText, planPieces, planText, planTextPair } from './plan-text.ts';
import type { Rows } from './rows.ts';
import { chooseSplitColumn } from './split-column.ts';
import type { WorkDatabase } from './work-database.ts';

/** Which columns become what: as the roles say, and else as it is guessed. */
export async function makePlan(database: WorkDatabase, kind: Plan['kind'], rows: Rows, { columns: roles = {}, missingValues = missingWords, continuous }: Pick<TableOptions, 'columns' | 'missingValues' | 'continuous'>): Promise<Plan> {
  if (rows.continuous) return continuousText(rows);
  const choice = new ColumnChoice(rows.columns, roles);
  if (kind === 'INTERACTION') return planInteraction(database, choice, missingValues, rows.commas);
  const split = await chooseSplitColumn(database, choice);
  if (kind === 'TABULAR') return planTabular(database, choice, split, missingValues, rows.commas);
  if (continuous === true) return planPieces(database, choice, split);
  return kind === 'TEXT' ? planText(database, choice, split) : planTextPair(database, choice, split);
}
