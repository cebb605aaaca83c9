import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnyPlugin, Precision } from '../../plugin/index.ts';
import { type Caller, type Services, write } from '../caller.ts';
import type { ClassBalance } from '../class-balance.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Model } from '../entities/model.ts';
import { Project } from '../entities/project.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { optionalLine } from '../text-input.ts';
import { liveWorkers } from '../workers/live-workers.ts';
import { balanceRun, type BalanceServices, checkWeights } from './balance-run.ts';
import { checkTrainable } from './check-trainable.ts';
import { checkMisfit, chooseInitial, keepSettings } from './choose-initial.ts';
import { fitHyperparameters } from './fit-hyperparameters.ts';
import { parseAlgorithm } from './parse-algorithm.ts';
import { parseSubset, type TrainingSubsetInput } from './parse-subset.ts';
import { recordState } from './record-state.ts';

export interface StartTrainingRunInput {
  readonly name?: string | null | undefined;
  readonly datasetVersionId: string;
  readonly modelId?: string | null | undefined;
  /** Exactly one entry: the plugin's key and its hyper-parameters. */
  readonly algorithm: Readonly<Record<string, unknown>>;
  readonly seed?: number | null | undefined;
  /** The part of the training split to learn from; all of it where absent. */
  readonly subset?: TrainingSubsetInput | null | undefined;
  /** Of the training split alone. */
  readonly balance?: ClassBalance | null | undefined;
  /** What draws the missing samples of GENERATED; the newest model of the project that suits where absent. */
  readonly balanceModelVersionId?: string | null | undefined;
  /** Whose weights it goes on from. */
  readonly initialModelVersionId?: string | null | undefined;
  readonly earlyStopping?: { readonly metric: string; readonly patience: number } | null | undefined;
  readonly precision?: Precision | null | undefined;
  readonly priority?: number | null | undefined;
  readonly maxSeconds?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Stores a run and its job together. A dataset version that has not passed its quality gate is refused. */
export async function startTrainingRun(services: Services & BalanceServices, caller: Caller, input: StartTrainingRunInput): Promise<TrainingRun> {
  const { plugin, hyperparameters: given } = parseAlgorithm(services.plugins, input.algorithm);
  const settings = parseSettings(input);
  const { idempotencyKey, ...rest } = input;
  return write(services.em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'startTrainingRun', key: idempotencyKey, input: rest }, async (id) => {
      const version = await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']);
      await tx.populate(version, ['dataset']);
      await checkTrainable(tx, version, plugin);
      const { balance, classBalance, modelVersion: generator, dataset: balanced } = await balanceRun(tx, services, caller, version, input, settings.subset);
      const initial = input.initialModelVersionId ? await chooseInitial(tx, services.versionFiles, caller, plugin, version, input.initialModelVersionId) : undefined;
      const hyperparameters = fitHyperparameters(plugin, initial ? keepSettings(plugin, initial, given) : given, balanced);
      if (initial) checkMisfit(plugin, initial, hyperparameters, balanced);
      checkWeights(plugin, balance, hyperparameters, balanced);
      await checkBackend(tx, plugin, settings.precision);
      const model = input.modelId ? await getModel(tx, caller, input.modelId, plugin) : undefined;
      const dataset = version.dataset.getEntity();
      const run = tx.create(TrainingRun, {
        id,
        project: version.project,
        name: settings.name ?? `${plugin.name} on ${dataset.name} ${version.number}`,
        algorithm: plugin.key,
        pluginVersion: plugin.version,
        hyperparameters: { ...hyperparameters },
        seed: settings.seed,
        precision: settings.precision,
        subset: settings.subset,
        balance, classBalance,
        balanceModelVersion: generator,
        initialModelVersion: initial?.modelVersion ?? null,
        priority: settings.priority,
        maxSeconds: settings.maxSeconds,
        earlyStopping: settings.earlyStopping,
        datasetVersion: version,
        model: model ?? tx.create(Model, { project: tx.getReference(Project, caller.projectId, { wrapped: true }), name: settings.name ?? `${plugin.name} of ${dataset.name}`, algorithm: plugin.key }),
        modelVersion: null,
        failure: null,
        pendingReason: null,
        progress: null,
        compute: null,
        startedAt: null,
        finishedAt: null,
      });
      await recordState(tx, run, 'QUEUED');
      await services.jobs.send(tx, { type: 'train', trainingRunId: id, priority: settings.priority });
    });
    return tx.findOneOrFail(TrainingRun, id);
  });
}

const MAX_INT = 2 ** 31 - 1;

function parseSettings(input: StartTrainingRunInput) {
  const { earlyStopping } = input;
  const seed = input.seed ?? Math.floor(Math.random() * MAX_INT);
  if (seed < 0) throw new Fault('INVALID_INPUT', `seed must be 0 or more, not ${seed}.`, ['seed']);
  const priority = input.priority ?? 0;
  if (Math.abs(priority) > 1000) throw new Fault('INVALID_INPUT', `priority must be from -1000 to 1000, not ${priority}.`, ['priority']);
  const maxSeconds = input.maxSeconds ?? null;
  if (maxSeconds !== null && !(maxSeconds > 0 && Number.isFinite(maxSeconds))) throw new Fault('INVALID_INPUT', 'maxSeconds must be more than 0.', ['maxSeconds']);
  if (earlyStopping && !/^validation\/[a-z0-9_]+$/.test(earlyStopping.metric)) {
    throw new Fault('INVALID_INPUT', 'earlyStopping.metric must be a metric of the validation split, for example validation/loss.', ['earlyStopping', 'metric']);
  }
  if (earlyStopping && earlyStopping.patience < 1) throw new Fault('INVALID_INPUT', 'earlyStopping.patience must be 1 or more.', ['earlyStopping', 'patience']);
  return { name: optionalLine(input.name, 'name'), seed, precision: input.precision ?? 'FLOAT32', subset: parseSubset(input.subset), priority, maxSeconds, earlyStopping: earlyStopping ?? null };
}

/** With no worker alive the run waits for one; with workers that cannot run the plugin it never would start. */
async function checkBackend(tx: EntityManager, plugin: AnyPlugin, precision: Precision): Promise<void> {
  const backends = (await liveWorkers(tx)).map((worker) => worker.compute.backend);
  if (backends.length === 0) return;
  if (precision === 'MIXED' && !backends.includes('TENSORFLOW')) {
    throw new Fault('CAPACITY', `Mixed precision needs native TensorFlow; the workers here have ${[...new Set(backends)].join(', ')}. Leave it out, or see what \`npm run doctor\` says.`, ['precision']);
  }
  if (backends.some((backend) => plugin.backends.includes(backend))) return;
  throw new Fault(
    'CAPACITY',
    `${plugin.name} needs ${plugin.backends.join(' or ')} to train; the workers here have ${[...new Set(backends)].join(', ')}. \`npm run doctor\` says what is missing.`,
    ['algorithm', plugin.key],
  );
}

async function getModel(tx: EntityManager, caller: Caller, modelId: string, plugin: AnyPlugin): Promise<Model> {
  const model = await getOwn(tx, Model, caller, modelId, ['modelId']);
  if (model.algorithm === plugin.key) return model;
  throw new Fault('INVALID_INPUT', `The model ${model.name} is made by ${model.algorithm}, not by ${plugin.key}; leave modelId out to make a new one.`, ['modelId']);
}
