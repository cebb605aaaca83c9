import type { MikroORM } from '@mikro-orm/postgresql';

/** Any number of our own; held while one process migrates, since several may start at once. */
const MIGRATION_LOCK = 7_310_001;

/** Brings the database to the newest schema; returns the names of the migrations that ran. */
export async function migrate(orm: MikroORM): Promise<string[]> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    const done = await orm.migrator.up();
    return done.map((migration) => migration.name);
  });
}
