import { openOrm } from './database/orm.ts';
import { readConfig } from './config.ts';
import { createLocalKey } from './domain/api-keys/create-local-key.ts';
import { runEntrance } from './processes/entrance.ts';
import { Problem } from './problem.ts';
import { Api } from './sample/api.ts';
import { makeSample } from './sample/make-sample.ts';

/** Fills an empty server with the sample, by the public API, and ends. */
await runEntrance(async () => {
  const { databaseUrl, publicUrl } = readConfig();
  if (databaseUrl === undefined || publicUrl === undefined) throw new Problem('The sample needs DATABASE_URL and PUBLIC_URL.');
  const orm = openOrm({ databaseUrl, poolSize: 1 });
  const { secret } = await createLocalKey(orm.em.fork());
  await orm.close();
  void makeSample(new Api(publicUrl, secret)).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(0);
    },
  );
  return { ready: { type: 'ready' }, stop: async () => undefined };
});
