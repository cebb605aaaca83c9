import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openOrm } from '../../src/database/orm.ts';
import { administer, TEMPLATE, withDatabase } from './database-names.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One PostgreSQL for all test files: the one named in TEST_DATABASE_URL, else an embedded one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const home = await mkdtemp(join(tmpdir(), 'flywheel-test-'));
  const postgres = given ? { url: given, stop: async () => {} } : await startEmbeddedPostgres({ home, log: () => {} });
  await administer(postgres.url, `drop database if exists ${TEMPLATE}`, `create database ${TEMPLATE}`);
  const orm = openOrm({ databaseUrl: withDatabase(postgres.url, TEMPLATE) });
  await migrate(orm);
  await orm.close();
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  };
}
