import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { Model } from '../entities/model.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import type { BalanceServices } from '../training-runs/balance-run.ts';
import { parseAlgorithm } from '../training-runs/parse-algorithm.ts';
import { lockModel } from '../models/move-alias.ts';
import { parseRules, type RulesInput } from './parse-rules.ts';

export interface SetFlywheelPolicyInput extends RulesInput {
  readonly modelId: string;
  readonly datasetId: string;
  /** Exactly one entry: the plugin's key and its hyper-parameters. */
  readonly algorithm: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean | null | undefined;
  /** As the caller has seen it. */
  readonly expectedRevision?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Sets when a model's wheel turns by itself; it has one policy. Holds from the next cycle on: one that runs goes by what it began with,
 * and stops before its next step while the policy is not enabled.
 */
export async function setFlywheelPolicy({ em, plugins }: Pick<Services, 'em'> & Pick<BalanceServices, 'plugins'>, caller: Caller, input: SetFlywheelPolicyInput): Promise<FlywheelPolicy> {
  const rules = parseRules(input);
  const { plugin, hyperparameters } = parseAlgorithm(plugins, input.algorithm);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const model = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
    await once(tx, { projectId: caller.projectId, mutation: 'setFlywheelPolicy', key: idempotencyKey, input: rest }, async (id) => {
      const dataset = await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']);
      if (model.algorithm !== plugin.key) throw new Fault('INVALID_INPUT', `The model ${model.name} is made by ${model.algorithm}, not by ${plugin.key}.`, ['algorithm']);
      if (!plugin.datasetKinds.includes(dataset.kind)) throw new Fault('INVALID_INPUT', `${plugin.name} learns from datasets of kind ${plugin.datasetKinds.join(' or ')}; ${dataset.name} is ${dataset.kind}.`, ['datasetId']);
      const before = await currentPolicy(tx, model, input.expectedRevision);
      const now = new Date();
      const values = { dataset, rules, algorithm: { [plugin.key]: hyperparameters }, enabled: input.enabled ?? true, actor: caller.actor, changedAt: now, nextCheckAt: now };
      if (before) tx.assign(before, { ...values, revision: before.revision + 1 });
      else tx.create(FlywheelPolicy, { ...values, id, project: model.project, model });
      await tx.flush();
    });
    return tx.findOneOrFail(FlywheelPolicy, { model: model.id });
  });
}

/** With the model locked: two that set its first policy at once come one after the other. */
async function currentPolicy(tx: EntityManager, model: Model, expectedRevision: number | null | undefined): Promise<FlywheelPolicy | null> {
  await lockModel(tx, model.id);
  const before = await tx.findOne(FlywheelPolicy, { model: model.id }, { refresh: true });
  if (expectedRevision == null || expectedRevision === (before?.revision ?? 0)) return before;
  throw new Fault('CONFLICT', before ? `The policy was changed meanwhile: it is at revision ${before.revision}; look again.` : 'The model has no policy.', ['expectedRevision']);
}
