import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from '../logging.ts';

/** What erasing and exporting people works with. */
export interface ErasingDeps {
  readonly em: EntityManager;
  readonly databaseUrl: string;
  readonly storeFolder: string;
  /** All that child processes see of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}
