import { childEnvironment, readConfig } from './config.ts';
import { evaluationFiles } from './data/evaluations/evaluation-files.ts';
import { Random } from './data/random.ts';
import { versionFiles } from './data/reading/version-files.ts';
import { joinDatabase } from './database/locate.ts';
import { migrate } from './database/migrate.ts';
import { openOrm } from './database/orm.ts';
import { channels } from './domain/ports.ts';
import { removeExpiredSubjectExports } from './domain/privacy/claim-subject-export.ts';
import { runErasure } from './erasing/run-erasure.ts';
import { runSubjectExport } from './erasing/run-subject-export.ts';
import { runEvaluation } from './evaluating/run-evaluation.ts';
import { removeExpiredUploads } from './domain/uploads/remove-expired-uploads.ts';
import { removeOldDeliveries } from './domain/webhooks/remove-old-deliveries.ts';
import { removeExpiredExports } from './domain/exports/remove-expired-exports.ts';
import { runExport } from './exporting/run-export.ts';
import { runImport } from './importing/run-import.ts';
import { listen } from './jobs/listen.ts';
import { type Delivery, openJobQueue } from './jobs/queue.ts';
import { createLogger } from './logging.ts';
import { acceptTypeScript } from './plugins/accept-typescript.ts';
import { loadPlugins } from './plugins/load-plugins.ts';
import { runEntrance } from './processes/entrance.ts';
import { runGeneration } from './serving/run-generation.ts';
import { openServing } from './serving/serving.ts';
import { exportKey, uploadKey } from './store/keys.ts';
import { LocalBlobStore } from './store/local-blob-store.ts';
import { superviseTraining } from './training/supervise-training.ts';
import { ThreadedLabelWeigher } from './weighing/label-weigher.ts';
import { afterGrace } from './worker/after-grace.ts';
import { every } from './repeat.ts';
import { advanceStudies } from './worker/advance-studies.ts';
import { probeCompute } from './worker/probe-compute.ts';
import { register } from './worker/registration.ts';
import { turnFlywheels } from './worker/turn-flywheels.ts';
import { watchCanaries } from './worker/watch-canaries.ts';

/** A generation that is nearly made may end by itself when the worker stops; one that takes longer goes to another. */
const GENERATION_GRACE_MS = 4_000;
/** Trainers have 8 s to save their state. */
const JOBS_GRACE_MS = 12_000;
/** Between looks for files that nobody needs any more. */
const TIDY_EVERY_MS = 10 * 60_000;

/** A worker: takes jobs, and has children compute: a trainer per run, one serving process, one for each import. It never loads TensorFlow. */
await runEntrance(async () => {
  const config = readConfig();
  const logger = createLogger(config.logLevel, 'worker');
  const environment = childEnvironment();
  const { storeFolder, pluginsFile, logLevel } = config;
  acceptTypeScript();
  const plugins = await loadPlugins(pluginsFile, ({ name, problems }) => logger.error(`Plugin ${name} is left out. ${problems.join(' ')}`));
  const database = await joinDatabase(config);
  const compute = await probeCompute(environment, logger);
  const orm = openOrm({ databaseUrl: database.url });
  const migrations = await migrate(orm);
  if (migrations.length > 0) logger.info({ migrations }, 'database migrated');
  const listener = await listen(database.url, [channels.cancel], logger);
  const queue = await openJobQueue({ databaseUrl: database.url, role: 'work', logger });
  const store = new LocalBlobStore(storeFolder);
  const serving = openServing({ storeFolder, pluginsFile, logLevel, environment }, logger);
  const registration = await register(orm.em, compute, logger);

  const training = { orm, store, plugins, logger, listen: listener, settings: { storeFolder, pluginsFile, environment } };
  await queue.work('train', 1, ({ job, signal }) => superviseTraining(training, job.trainingRunId, signal));
  const importing = { em: orm.em, databaseUrl: database.url, storeFolder, environment, logger };
  await queue.work('import-dataset', 1, ({ job, attempt, signal }) => runImport(importing, { datasetVersionId: job.datasetVersionId, attempt, signal }));
  const evaluating = { em: orm.em, databaseUrl: database.url, storeFolder, pluginsFile, environment, listen: listener, logger };
  await queue.work('evaluate', 1, ({ job, attempt, signal }) => runEvaluation(evaluating, { evaluationId: job.evaluationId, request: job.request, attempt, signal }));
  const exporting = { em: orm.em, storeFolder, environment, logger };
  await queue.work('export', 1, ({ job, attempt, signal }) => runExport(exporting, { exportId: job.exportId, attempt, signal }));
  const erasing = { em: orm.em, databaseUrl: database.url, storeFolder, environment, logger };
  await queue.work('erase-subject', 1, ({ job, attempt, signal }) => runErasure(erasing, { erasureId: job.erasureId, attempt, signal }));
  await queue.work('export-subject', 1, ({ job, attempt, signal }) => runSubjectExport(erasing, { subjectExportId: job.subjectExportId, attempt, signal }));
  const generating = { em: orm.em, jobs: queue, serving, listen: listener, logger, onGpu: compute.devices.some(({ kind }) => kind === 'GPU') };
  const generate = ({ job, attempt, signal }: Delivery<'generate'> | Delivery<'shadow'>) => runGeneration(generating, { generationId: job.generationId, attempt, signal: afterGrace(signal, GENERATION_GRACE_MS) });
  await queue.work('generate', 4, generate);
  // A slot of its own: an answer that somebody waits for never waits for one that nobody sees.
  await queue.work('shadow', 1, generate);
  const canaries = watchCanaries(orm.em, logger);
  const deciding = { em: orm.em, jobs: queue, plugins, versionFiles: versionFiles(store), evaluations: evaluationFiles(store) };
  const studies = advanceStudies({ ...deciding, randomOf: (key) => new Random(key) }, logger);
  const wheels = turnFlywheels({ ...deciding, weigher: new ThreadedLabelWeigher() }, logger);
  const tidying = every(TIDY_EVERY_MS, 'tidying', logger, async () => {
    await store.removeAbandoned();
    await removeExpiredExports(orm.em.fork(), (id) => store.remove(exportKey(id)));
    await removeExpiredSubjectExports(orm.em.fork(), store);
    await removeOldDeliveries(orm.em.fork());
    await removeExpiredUploads(orm.em.fork(), (id) => store.remove(uploadKey(id)));
  });
  logger.info({ compute }, 'ready');

  return {
    ready: { type: 'ready', compute },
    async stop() {
      logger.info('stopping');
      await canaries.end();
      await wheels.end();
      await studies.end();
      await queue.close(JOBS_GRACE_MS);
      await tidying.end();
      await serving.close();
      await registration.end();
      await listener.close();
      await orm.close();
      await database.stop();
    },
  };
});
