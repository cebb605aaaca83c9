import type { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { findRunningEmbeddedPostgres, startEmbeddedPostgres } from './embedded/start.ts';

export interface LocatedDatabase {
  readonly url: string;
  /** Stops what was started for this process; nothing where the database is someone else's. */
  stop(): Promise<void>;
}

/** The database of the settings, else the embedded one, started where it does not run yet. */
export async function openDatabase({ databaseUrl, home }: Config, log: (message: string) => void): Promise<LocatedDatabase> {
  return databaseUrl === undefined ? startEmbeddedPostgres({ home, log }) : { url: databaseUrl, stop: async () => undefined };
}

/** The same for a process that joins others: the embedded database must run already. */
export async function joinDatabase({ databaseUrl, home }: Config): Promise<LocatedDatabase> {
  const url = databaseUrl ?? (await findRunningEmbeddedPostgres(home));
  if (url === undefined) throw new Problem(`No database: set DATABASE_URL, or start the server first (its embedded PostgreSQL lies in ${home}).`);
  return { url, stop: async () => undefined };
}
