import { Field } from '../components/field';
import type { ColumnsInput, DatasetKind } from '../gql/graphql';

/** What a person typed, by role. */
export type ColumnNames = Readonly<Partial<Record<keyof ColumnsInput, string>>>;

const rolesOf: Readonly<Record<DatasetKind, readonly (readonly [keyof ColumnsInput, string])[]>> = {
  IMAGE: [],
  TEXT: [['features', 'Text column'], ['label', 'Label column'], ['subject', 'Person column']],
  TEXT_PAIR: [['features', 'Source column'], ['target', 'Target column'], ['subject', 'Person column']],
  TABULAR: [['features', 'Feature columns'], ['categories', 'Features that are names'], ['label', 'Label column'], ['subject', 'Person column']],
  INTERACTION: [['user', 'User column'], ['item', 'Item column'], ['value', 'Value column'], ['time', 'Time column']],
};

/** Lists of columns are typed with commas between. */
const isList = (role: keyof ColumnsInput) => role === 'features' || role === 'categories';

/**
 * One input per role that a column of this kind of dataset may have.
 * @param list  id of a `datalist` of the columns that are known
 */
export function ColumnFields({ kind, names, list, onChange }: { kind: DatasetKind; names: ColumnNames; list: string; onChange: (names: ColumnNames) => void }) {
  return rolesOf[kind].map(([role, label]) => (
    <Field key={role} label={label} hint={role === 'features' && kind === 'TABULAR' ? 'Names with commas between. Empty: all other columns.' : isList(role) && kind === 'TABULAR' ? 'Names with commas between.' : 'Empty: guessed.'}>
      {(attributes) => <input {...attributes} list={isList(role) && kind === 'TABULAR' ? undefined : list} value={names[role] ?? ''} onChange={(event) => onChange({ ...names, [role]: event.target.value })} />}
    </Field>
  ));
}

/** The input that the names stand for; null where none was typed. */
export function columnsInput(kind: DatasetKind, names: ColumnNames): ColumnsInput | null {
  const typed = rolesOf[kind].flatMap(([role]): (readonly [string, string | string[]])[] => {
    const text = (names[role] ?? '').trim();
    if (text === '') return [];
    if (!isList(role)) return [[role, text]];
    return [[role, kind === 'TABULAR' ? text.split(',').map((name) => name.trim()).filter((name) => name !== '') : [text]]];
  });
  return typed.length === 0 ? null : Object.fromEntries(typed);
}
