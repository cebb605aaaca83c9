import { childEnvironment, readConfig } from './config.ts';
import { openSampleBrowser } from './data/browse/sample-browser.ts';
import { evaluationFiles } from './data/evaluations/evaluation-files.ts';
import { versionFiles } from './data/reading/version-files.ts';
import { openDatabase } from './database/locate.ts';
import { migrate } from './database/migrate.ts';
import { openOrm } from './database/orm.ts';
import { channels } from './domain/ports.ts';
import { FeedbackWriter } from './domain/feedback/feedback-writer.ts';
import { ensureRootProject } from './domain/projects/ensure-root-project.ts';
import type { Services } from './graphql/context.ts';
import { buildSchema } from './graphql/schema.ts';
import { WatchedKeys } from './graphql/watched-keys.ts';
import { Authenticator } from './http/authenticator.ts';
import { createHttpServer } from './http/http-server.ts';
import { listenOn, stopServing } from './http/lifecycle.ts';
import { readOrMakeSigningSecret } from './http/secrets.ts';
import { SignedUrls } from './http/signed-urls.ts';
import { openWebSocket } from './http/websocket.ts';
import { openYoga } from './http/yoga.ts';
import { openPreviewer } from './importing/previewer.ts';
import { feedChannels, openEventFeeds } from './jobs/event-feeds.ts';
import { openGenerationFollowers } from './jobs/generation-followers.ts';
import { listen } from './jobs/listen.ts';
import { openJobQueue } from './jobs/queue.ts';
import { createLogger } from './logging.ts';
import { acceptTypeScript } from './plugins/accept-typescript.ts';
import { openPlugins } from './plugins/open-plugins.ts';
import { runEntrance } from './processes/entrance.ts';
import { LocalBlobStore } from './store/local-blob-store.ts';
import { VERSION } from './version.ts';
import { allowedAddresses } from './webhooks/allowed-addresses.ts';
import { webhookTargets } from './webhooks/check-target.ts';
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts';
import { openSecretBox } from './webhooks/secret-box.ts';
import { ThreadedLabelWeigher } from './weighing/label-weigher.ts';

/** What the server tells the process that started it. */
export interface ServerReady {
  readonly type: 'ready';
  readonly url: string;
  /** The root key, at the first start alone. */
  readonly rootKey: string | undefined;
}

await runEntrance(async () => {
  const config = readConfig();
  const logger = createLogger(config.logLevel, 'server');
  acceptTypeScript();
  // While the database starts.
  const opening = openPlugins({ pluginsFile: config.pluginsFile, environment: childEnvironment(), logger });
  opening.catch(() => undefined); // told when its turn comes
  const database = await openDatabase(config, (message) => logger.info(message));
  const orm = openOrm({ databaseUrl: database.url, poolSize: 20 });
  const migrations = await migrate(orm);
  if (migrations.length > 0) logger.info({ migrations }, 'database migrated');
  const { newSecret } = await ensureRootProject(orm.em.fork(), config.rootKey);

  const listener = await listen(database.url, feedChannels, logger);
  const feeds = openEventFeeds(orm, listener, logger);
  const followers = openGenerationFollowers(orm, logger);
  const jobs = await openJobQueue({ databaseUrl: database.url, role: 'send', logger });
  const { plugins, unfit } = await opening;
  const signingSecret = await readOrMakeSigningSecret(config.home);
  const urls = new SignedUrls(signingSecret);
  const secretBox = openSecretBox(signingSecret);
  const addresses = allowedAddresses(config.webhookNetworks);
  const authenticator = new Authenticator(orm);
  const store = new LocalBlobStore(config.storeFolder);
  // What a server that was killed left of uploads.
  await store.removeAbandoned();
  const samples = openSampleBrowser(store);
  listener.on(channels.datasetVersion, (id) => samples.forget(id));
  const previewer = openPreviewer({ storeFolder: config.storeFolder, environment: childEnvironment(), logger });
  const services: Services = {
    orm,
    jobs,
    feeds,
    followers,
    watchedKeys: new WatchedKeys(orm),
    plugins,
    samples,
    previewer,
    urls,
    secretBox,
    webhookTargets: webhookTargets(addresses),
    versionFiles: versionFiles(store),
    evaluations: evaluationFiles(store),
    feedbackWriter: new FeedbackWriter(() => orm.em.fork()),
    weigher: new ThreadedLabelWeigher(),
    unfitPlugins: unfit,
    version: VERSION,
    freeDiskBytes: () => store.freeBytes(),
    keyRevoked: (id) => authenticator.forget(id),
  };

  let stopping = false;
  const yoga = openYoga(buildSchema(plugins), services, authenticator, config, logger);
  const server = createHttpServer({ yoga, services, urls, store, config, logger, stopping: () => stopping });
  const url = await listenOn(server, config);
  const closeSockets = openWebSocket(server, yoga, authenticator, config);
  const webhooks = deliverWebhooks({ em: orm.em, secretBox, addresses, userAgent: `Flywheel/${VERSION}`, logger });
  logger.info({ url }, 'ready');
  const ready: ServerReady = { type: 'ready', url, rootKey: newSecret };

  return {
    ready,
    async stop() {
      stopping = true;
      // First, so that those who are sent away here do not count as gone: they may go on with another server.
      await followers.close();
      feeds.close();
      await closeSockets();
      await webhooks.end();
      await previewer.close();
      await stopServing(server);
      await samples.close();
      await listener.close();
      await jobs.close();
      await orm.close();
      await database.stop();
    },
  };
});
