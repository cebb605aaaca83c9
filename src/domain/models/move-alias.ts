import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import { Experiment } from '../entities/experiment.ts';
import { Model } from '../entities/model.ts';
import { type AliasChangeSource, ModelAlias, ModelAliasChange } from '../entities/model-alias.ts';
import type { ModelVersion } from '../entities/model-version.ts';
import { endExperiment } from '../experiments/end-experiment.ts';
import { lockExperiment } from '../experiments/record-event.ts';
import { Fault } from '../fault.ts';
import { tellOfPromotion } from '../participation/tell-of-promotion.ts';
import { aliasMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';

/** What generations that name only a model are made with. */
export const PRODUCTION = 'production';

/** Where an alias goes, and all that the history is to say of it. */
export interface AliasMove {
  readonly modelId: string;
  readonly alias: string;
  readonly modelVersion: ModelVersion;
  readonly source: AliasChangeSource;
  /** Name of the API key that did it, or of the part of the server. */
  readonly actor: string;
  readonly reason: string | null;
  /** That decided. */
  readonly numbers?: readonly DecisionNumber[];
  /** Of source EXPERIMENT. */
  readonly experiment?: Experiment;
  /** Of source ROLLBACK: what the change that is restored itself would go back to. */
  readonly restores?: ModelAliasChange;
  /** Where the alias stood when the decision was taken; not compared where absent. */
  readonly expectedModelVersionId?: string | null | undefined;
}

/**
 * Moves an alias within the caller's transaction, and writes down who did, when, why and by which numbers. All that move aliases
 * (people, policies, experiments, rollbacks) take the model's row lock here, one after the other. A running experiment ends where
 * `production` is moved under it: its control answers nobody any longer. Undefined where the alias stands there already.
 *
 * @throws Fault CONFLICT where it is not where it was expected
 */
export async function moveAlias(tx: EntityManager, move: AliasMove): Promise<ModelAliasChange | undefined> {
  const { modelId, alias, modelVersion, source, actor, reason, numbers = [], experiment, restores, expectedModelVersionId } = move;
  const model = await lockModel(tx, modelId);
  const current = await tx.findOne(ModelAlias, { model: model.id, alias }, { refresh: true });
  if (expectedModelVersionId && current?.modelVersion.id !== expectedModelVersionId) {
    throw new Fault('CONFLICT', current ? `${alias} stands on another version by now; look again.` : `${alias} is not set.`, ['expectedModelVersionId']);
  }
  if (current?.modelVersion.id === modelVersion.id) return undefined;
  const change = tx.create(ModelAliasChange, {
    project: model.project, model, alias, modelVersion, source, actor, reason, numbers: [...numbers],
    previousModelVersion: current?.modelVersion ?? null,
    previousChange: restores ? (restores.previousChange ?? null) : (current?.change ?? null),
    experiment: experiment ?? null,
  });
  if (current) tx.assign(current, { modelVersion, change });
  else tx.create(ModelAlias, { model, alias, modelVersion, change });
  await tx.flush();
  await recordWebhookEvent(tx, model.project.id, aliasMessage(change));
  if (alias === PRODUCTION) {
    await tellOfPromotion(tx, modelVersion);
    await endRunning(tx, model, modelVersion, actor, experiment);
  }
  return change;
}

/** Taken before the row of an experiment, always: so nobody waits for each other. */
export function lockModel(tx: EntityManager, id: string): Promise<Model> {
  return tx.findOneOrFail(Model, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

async function endRunning(tx: EntityManager, model: Model, { number }: ModelVersion, actor: string, own: Experiment | undefined): Promise<void> {
  const running = await tx.findOne(Experiment, { model: model.id, state: 'RUNNING' });
  if (!running || running.id === own?.id) return;
  const locked = await lockExperiment(tx, running.id);
  if (locked.isRunning()) await endExperiment(tx, locked, { state: 'STOPPED', actor, reason: `production was moved to version ${number} while it ran.` });
}
