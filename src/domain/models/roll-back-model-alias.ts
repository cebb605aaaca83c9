import { type Caller, type Services, write } from '../caller.ts';
import { Model } from '../entities/model.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { textInput } from '../text-input.ts';
import { lockModel, moveAlias } from './move-alias.ts';

export interface RollBackModelAliasInput {
  readonly modelId: string;
  readonly alias: string;
  readonly reason: string;
  /** What is to be taken back: asked twice, it is taken back once. */
  readonly expectedModelVersionId: string;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Puts an alias back to where it stood before its last change; the next rollback goes to where it stood before that. What a
 * rollback took back is not returned to by another one: set the alias again for that.
 */
export async function rollBackModelAlias({ em }: Pick<Services, 'em'>, caller: Caller, input: RollBackModelAliasInput): Promise<Model> {
  const { alias, expectedModelVersionId } = input;
  const reason = textInput(input.reason, 'reason', 2000);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const model = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
    await once(tx, { projectId: caller.projectId, mutation: 'rollBackModelAlias', key: idempotencyKey, input: rest }, async () => {
      await lockModel(tx, model.id);
      const current = await tx.findOne(ModelAlias, { model: model.id, alias }, { populate: ['change.previousChange.modelVersion'], refresh: true });
      if (!current) throw new Fault('INVALID_STATE', `${JSON.stringify(alias)} is not set, so there is nothing to roll back.`, ['alias']);
      if (current.modelVersion.id !== expectedModelVersionId) throw new Fault('CONFLICT', `${alias} stands on another version by now; look again.`, ['expectedModelVersionId']);
      const restores = current.change?.getEntity().previousChange?.getEntity();
      if (!restores) throw new Fault('INVALID_STATE', `${alias} has stood on no other version before.`, ['alias']);
      await moveAlias(tx, { modelId: model.id, alias, modelVersion: restores.modelVersion.getEntity(), source: 'ROLLBACK', actor: caller.actor, reason, restores, expectedModelVersionId });
    });
    return model;
  });
}
