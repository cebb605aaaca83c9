/** Supervises one run, until it is killed. Arguments: database URL, store folder, run id. */
import process from 'node:process';
import { childEnvironment } from '../../../src/config.ts';
import { openOrm } from '../../../src/database/orm.ts';
import { channels } from '../../../src/domain/ports.ts';
import { listen } from '../../../src/jobs/listen.ts';
import { createLogger } from '../../../src/logging.ts';
import { LocalBlobStore } from '../../../src/store/local-blob-store.ts';
import { superviseTraining } from '../../../src/training/supervise-training.ts';

const [databaseUrl = '', storeFolder = '', runId = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const logger = createLogger('error', 'training-worker');
const pluginsFile = new URL('../../support/plugins/training.config.ts', import.meta.url).pathname;
const settings = { storeFolder, pluginsFile, environment: childEnvironment() };
const orm = openOrm({ databaseUrl });
const listener = await listen(databaseUrl, [channels.cancel], logger);
await superviseTraining({ orm, store: new LocalBlobStore(storeFolder), logger, listen: listener, settings }, runId, new AbortController().signal);
