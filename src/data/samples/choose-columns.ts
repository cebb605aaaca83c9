import type { ColumnRoles } from '../../domain/dataset-import.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import type { Column } from './rows.ts';

/** Finds columns by the names that a person or a guess gives. */
export class ColumnChoice {
  readonly columns: readonly Column[];
  readonly #roles: ColumnRoles;
  readonly #taken = new Set<Column>();

  /** A fault where a role names a column that is not there, or that is to be left out. */
  constructor(columns: readonly Column[], roles: ColumnRoles) {
    this.columns = columns;
    this.#roles = roles;
    for (const name of roles.ignore ?? []) this.#taken.add(this.#find('ignore', name));
  }

  get roles(): ColumnRoles {
    return this.#roles;
  }

  /** The column that a role names, which is then taken; undefined where it names none. */
  named(role: Exclude<keyof ColumnRoles, 'features' | 'categories' | 'numbers' | 'ignore'>): Column | undefined {
    const name = this.#roles[role];
    return name === undefined ? undefined : this.take(this.#find(role, name));
  }

  namedAll(role: 'features' | 'categories' | 'numbers'): readonly Column[] | undefined {
    return this.#roles[role]?.map((name) => this.#find(role, name));
  }

  /** The first of the words that names a column which is not taken yet; it is taken then. */
  byWords(words: readonly string[]): Column | undefined {
    for (const word of words) {
      const column = this.left.find(({ name }) => name.toLowerCase() === word);
      if (column) return this.take(column);
    }
    return undefined;
  }

  take(column: Column): Column {
    this.#taken.add(column);
    return column;
  }

  /** Columns that are not taken. */
  get left(): readonly Column[] {
    return this.columns.filter((column) => !this.#taken.has(column));
  }

  /** A fault that lists the columns there are. */
  fault(what: string): ImportFault {
    return new ImportFault(`${what} The files' columns: ${namesOf(this.columns)}.`);
  }

  #find(role: keyof ColumnRoles, name: string): Column {
    const column = this.columns.find((one) => one.name === name);
    if (!column) throw this.fault(`columns.${role} names "${shown(name)}", which is no column.`);
    if (role !== 'ignore' && this.#roles.ignore?.includes(name)) throw new ImportFault(`columns.${role} names "${shown(name)}", which columns.ignore leaves out. Name it in one of them.`);
    return column;
  }
}

const MOST_NAMES = 40;

function namesOf(columns: readonly Column[]): string {
  const names = columns.slice(0, MOST_NAMES).map(({ name }) => `"${shown(name)}"`);
  return names.join(', ') + (columns.length > MOST_NAMES ? `, and ${columns.length - MOST_NAMES} more` : '');
}
