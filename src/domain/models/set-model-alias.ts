import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Model } from '../entities/model.ts';
import { ModelAlias, ModelAliasChange } from '../entities/model-alias.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { optionalText } from '../text-input.ts';

export interface SetModelAliasInput {
  readonly modelId: string;
  readonly alias: string;
  readonly modelVersionId: string;
  readonly reason?: string | null | undefined;
  readonly expectedModelVersionId?: string | null | undefined;
}

/** Points a name at a version and writes down who did, when and why. */
export async function setModelAlias({ em }: Services, caller: Caller, input: SetModelAliasInput): Promise<Model> {
  const { alias } = input;
  if (!/^[a-z][a-z0-9_-]{0,49}$/.test(alias)) throw new Fault('INVALID_INPUT', 'alias must be up to 50 lower-case letters, digits, - and _, beginning with a letter.', ['alias']);
  const reason = optionalText(input.reason, 'reason', 2000);
  return write(em, async (tx) => {
    const model = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
    await tx.lock(model, LockMode.PESSIMISTIC_WRITE);
    const version = await getOwn(tx, ModelVersion, caller, input.modelVersionId, ['modelVersionId']);
    if (version.model.id !== model.id) throw new Fault('INVALID_INPUT', `That version is not one of ${model.name}.`, ['modelVersionId']);
    const current = await tx.findOne(ModelAlias, { model: model.id, alias });
    if (input.expectedModelVersionId && current?.modelVersion.id !== input.expectedModelVersionId) {
      throw new Fault('CONFLICT', current ? `${alias} stands on another version by now; look again.` : `${alias} is not set.`, ['expectedModelVersionId']);
    }
    if (current?.modelVersion.id === version.id) return model;
    if (current) current.modelVersion = tx.getReference(ModelVersion, version.id, { wrapped: true });
    else tx.create(ModelAlias, { model, alias, modelVersion: version });
    tx.create(ModelAliasChange, { project: model.project, model, alias, modelVersion: version, reason, actor: caller.actor });
    return model;
  });
}
