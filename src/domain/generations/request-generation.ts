import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnyPlugin } from '../../plugin/index.ts';
import { type Caller, type Services, write } from '../caller.ts';
import { Generation } from '../entities/generation.ts';
import { Model } from '../entities/model.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { refuseErased } from '../privacy/erased-subjects.ts';
import { optionalLine } from '../text-input.ts';
import { parsePrompt } from './parse-prompt.ts';

export interface RequestGenerationInput {
  readonly modelVersionId?: string | null | undefined;
  readonly modelId?: string | null | undefined;
  /** Exactly one entry: the plugin's key and its prompt. */
  readonly prompt: Readonly<Record<string, unknown>>;
  readonly subject?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Stores a generation and its job together; a worker's serving process makes it. */
export async function requestGeneration(services: Services & { readonly plugins: ReadonlyMap<string, AnyPlugin> }, caller: Caller, input: RequestGenerationInput): Promise<Generation> {
  const subject = optionalLine(input.subject, 'subject');
  const { idempotencyKey, ...rest } = input;
  return write(services.em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'generate', key: idempotencyKey, input: rest }, async (id) => {
      await refuseErased(tx, caller.projectId, [{ subject, path: ['subject'] }]);
      const version = await chooseVersion(tx, caller, input);
      await tx.populate(version, ['model']);
      const prompt = await parsePrompt(tx, caller, services.plugins, version.model.getEntity(), input.prompt);
      tx.create(Generation, { id, project: version.project, modelVersion: version, prompt, subject, outputs: [], failure: null, secondsTaken: null, finishedAt: null });
      await tx.flush();
      await services.jobs.send(tx, { type: 'generate', generationId: id });
    });
    return tx.findOneOrFail(Generation, id);
  });
}

async function chooseVersion(tx: EntityManager, caller: Caller, { modelId, modelVersionId }: RequestGenerationInput): Promise<ModelVersion> {
  if (Boolean(modelId) === Boolean(modelVersionId)) throw new Fault('INVALID_INPUT', 'Give either modelVersionId or modelId.', ['modelVersionId']);
  if (modelVersionId) return getOwn(tx, ModelVersion, caller, modelVersionId, ['modelVersionId']);
  const model = await getOwn(tx, Model, caller, modelId ?? '', ['modelId']);
  const production = await tx.findOne(ModelAlias, { model: model.id, alias: 'production' }, { populate: ['modelVersion'] });
  const version = production?.modelVersion.getEntity() ?? (await tx.findOne(ModelVersion, { model: model.id }, { orderBy: { number: 'desc' } }));
  if (!version) throw new Fault('INVALID_STATE', `The model ${model.name} has no version yet; wait for its training run.`, ['modelId']);
  return version;
}
