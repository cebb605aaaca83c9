import { join } from 'node:path';
import { type Config, readConfig } from './config.ts';
import { type LocatedDatabase, openDatabase } from './database/locate.ts';
import { runEntrance } from './processes/entrance.ts';
import { Supervised } from './start/supervised.ts';
import { serverReady, welcome } from './start/welcome.ts';

/** `npm start`: the database, a server, its local workers, and, where the server is empty, the sample. */
await runEntrance(async () => {
  const config = readConfig();
  const database = await openDatabase(config, () => undefined);
  const server = supervise('server', new URL('./server.ts', import.meta.url), config, database);
  const workers = Array.from({ length: config.workers }, (_, index) => supervise(`worker-${index + 1}`, new URL('./worker.ts', import.meta.url), config, database));
  const stop = async () => {
    // Workers first, so that they can still say how their runs stand; the database last.
    await Promise.all(workers.map((worker) => worker.stop()));
    await server.stop();
    await database.stop();
  };
  try {
    const ready = serverReady.parse(await server.start());
    welcome(ready, config);
    await Promise.all(workers.map((worker) => worker.start()));
    if (config.sample && config.workers > 0) await supervise('sample', new URL('./sample.ts', import.meta.url), config, database, { PUBLIC_URL: ready.url }).start();
    return { ready: { type: 'ready' }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
});

function supervise(name: string, script: URL, config: Config, database: LocatedDatabase, more: Record<string, string> = {}): Supervised {
  return new Supervised({
    name,
    script,
    environment: { DATABASE_URL: database.url, ...more },
    logFile: join(config.home, 'logs', `${name}.log`),
  });
}
