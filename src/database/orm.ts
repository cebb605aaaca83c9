import { Migrator } from '@mikro-orm/migrations';
import { DataloaderType, MikroORM } from '@mikro-orm/postgresql';
import { entities } from '../domain/entities/all.ts';
import { migrations } from '../../migrations/all.ts';

export interface OrmOptions {
  readonly databaseUrl: string;
  /** Connections at most. The API wants more than a worker. */
  readonly poolSize?: number;
}

/** Opens the database. Does not connect yet, nor migrate. */
export function openOrm({ databaseUrl, poolSize = 10 }: OrmOptions): MikroORM {
  return new MikroORM({
    entities,
    clientUrl: databaseUrl,
    extensions: [Migrator],
    dataloader: DataloaderType.ALL,
    pool: { min: 0, max: poolSize },
    forceUtcTimezone: true,
    discovery: { warnWhenNoEntities: false },
    migrations: { migrationsList: migrations, snapshot: false, transactional: true, allOrNothing: true, silent: true },
  });
}
