import { PromptError, type Batch, type PlainValue, type TableColumn } from 'flywheel/plugin';

/** Column names that a message names. */
const NAMED = 30;

/**
 * A row of a table from a prompt's features. What is left out, null or an empty text is missing; a number may come as
 * text, a name as a number or as true or false.
 *
 * @throws PromptError for a column that the table does not have, and for a text that is no number where a number belongs
 */
export function rowOf(columns: readonly TableColumn[], features: Readonly<Record<string, PlainValue>> | undefined): Omit<Batch<'TABULAR'>, 'labels'> {
  const known = columns.slice(0, NAMED).map(({ name }) => name).join(', ') + (columns.length > NAMED ? ` and ${columns.length - NAMED} more` : '');
  if (features === undefined || Object.keys(features).length === 0) throw new PromptError('features', `Give the value of at least one column; the model knows ${known}.`);
  const unknown = Object.keys(features).find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new PromptError('features', `The model knows no column ${JSON.stringify(unknown)}; it knows ${known}.`);
  const valueOf = (name: string) => (Object.hasOwn(features, name) ? features[name] : undefined);
  return {
    count: 1,
    numbers: Float64Array.from(columns.filter(({ type }) => type === 'NUMBER'), ({ name }) => numberOf(name, valueOf(name))),
    categories: columns.filter(({ type }) => type === 'CATEGORY').map(({ name }) => nameOf(valueOf(name))),
  };
}

function numberOf(name: string, value: PlainValue | undefined): number {
  if (value === undefined || value === null) return NaN;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value.trim() === '') return NaN;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new PromptError('features', `The column ${JSON.stringify(name)} holds numbers, and ${JSON.stringify(value.slice(0, 100))} is none.`);
  return number;
}

function nameOf(value: PlainValue | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}
