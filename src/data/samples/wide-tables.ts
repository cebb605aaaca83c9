import type { WorkBounds, WorkDatabase } from './work-database.ts';

/** Up to here DuckDB works as it does by default: with several threads, in memory where there is room. */
const MOST_COLUMNS = 200;

/** Whether a table has so many columns that a database has to be opened for them. */
export const isWide = (columns: number) => columns > MOST_COLUMNS;

/** A table has more columns than the database was opened for. */
export class WiderTable extends Error {
  override readonly name = 'WiderTable';
  readonly columns: number;

  constructor(columns: number) {
    super(`A table has ${columns} columns.`);
    this.columns = columns;
  }
}

type Width = Pick<WorkBounds, 'columns'>;

/** Works in a database, which is closed in the end; a second time in one that is opened for a wide table, where it shows only then that there is one. */
export async function inWorkDatabase<T>(open: (width: Width) => Promise<WorkDatabase>, work: (database: WorkDatabase) => Promise<T>): Promise<T> {
  const attempt = async (width: Width): Promise<T> => {
    const database = await open(width);
    try {
      return await work(database);
    } finally {
      database.close();
    }
  };
  try {
    return await attempt({});
  } catch (error) {
    if (!(error instanceof WiderTable)) throw error;
    return attempt({ columns: error.columns });
  }
}
