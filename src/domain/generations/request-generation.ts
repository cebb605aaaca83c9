import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { AnyPlugin } from '../../plugin/index.ts';
import { type Caller, type Services, write } from '../caller.ts';
import { Generation } from '../entities/generation.ts';
import { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { type Served, serveModel } from '../experiments/serve-model.ts';
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

/** What a generation has before anybody has worked on it. */
const UNMADE = { outputs: [], failure: null, secondsTaken: null, startedAt: null, finishedAt: null };

/** Stores a generation and its job together; a worker's serving process makes it. Where an experiment wants it, a shadow of it is stored too. */
export async function requestGeneration(services: Services & { readonly plugins: ReadonlyMap<string, AnyPlugin> }, caller: Caller, input: RequestGenerationInput): Promise<Generation> {
  const subject = optionalLine(input.subject, 'subject');
  const { idempotencyKey, ...rest } = input;
  return write(services.em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'generate', key: idempotencyKey, input: rest }, async (id) => {
      await refuseErased(tx, caller.projectId, [{ subject, path: ['subject'] }]);
      const { version, part, shadow } = await chooseVersion(tx, caller, input, subject ?? id);
      await tx.populate(version, ['model']);
      const prompt = await parsePrompt(tx, caller, services.plugins, version.model.getEntity(), input.prompt);
      const common = { ...UNMADE, ...(part ?? { experiment: null, arm: null, stage: null }), project: version.project, prompt, subject };
      const generation = tx.create(Generation, { ...common, id, modelVersion: version });
      // Its job follows when this one is finished: nobody waits longer for an answer because of it.
      if (shadow) tx.create(Generation, { ...common, id: v7(), modelVersion: shadow, arm: 'CANDIDATE', shadowOf: generation });
      await tx.flush();
      await services.jobs.send(tx, { type: 'generate', generationId: id });
    });
    return tx.findOneOrFail(Generation, id);
  });
}

/** @param unit  the subject, or the generation's id */
async function chooseVersion(tx: EntityManager, caller: Caller, { modelId, modelVersionId }: RequestGenerationInput, unit: string): Promise<Served> {
  if (Boolean(modelId) === Boolean(modelVersionId)) throw new Fault('INVALID_INPUT', 'Give either modelVersionId or modelId.', ['modelVersionId']);
  if (modelVersionId) return { version: await getOwn(tx, ModelVersion, caller, modelVersionId, ['modelVersionId']), part: null, shadow: null };
  const model = await getOwn(tx, Model, caller, modelId ?? '', ['modelId']);
  const served = await serveModel(tx, model, unit);
  if (!served) throw new Fault('INVALID_STATE', `The model ${model.name} has no version yet; wait for its training run.`, ['modelId']);
  return served;
}
