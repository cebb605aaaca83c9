import { type Caller, type Services, write } from '../caller.ts';
import { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { optionalText } from '../text-input.ts';
import { moveAlias } from './move-alias.ts';

export interface SetModelAliasInput {
  readonly modelId: string;
  readonly alias: string;
  readonly modelVersionId: string;
  readonly reason?: string | null | undefined;
  readonly expectedModelVersionId?: string | null | undefined;
}

/** Points a name at a version, as a person asks for it. */
export async function setModelAlias({ em }: Pick<Services, 'em'>, caller: Caller, input: SetModelAliasInput): Promise<Model> {
  const { alias, expectedModelVersionId } = input;
  if (!/^[a-z][a-z0-9_-]{0,49}$/.test(alias)) throw new Fault('INVALID_INPUT', 'alias must be up to 50 lower-case letters, digits, - and _, beginning with a letter.', ['alias']);
  const reason = optionalText(input.reason, 'reason', 2000);
  return write(em, async (tx) => {
    const model = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
    const modelVersion = await getOwn(tx, ModelVersion, caller, input.modelVersionId, ['modelVersionId']);
    if (modelVersion.model.id !== model.id) throw new Fault('INVALID_INPUT', `That version is not one of ${model.name}.`, ['modelVersionId']);
    await moveAlias(tx, { modelId: model.id, alias, modelVersion, source: 'PERSON', actor: caller.actor, reason, expectedModelVersionId });
    return model;
  });
}
