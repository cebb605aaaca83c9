import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Experiment, type ExperimentMode } from '../entities/experiment.ts';
import { Model } from '../entities/model.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lockModel, PRODUCTION } from '../models/move-alias.ts';
import { optionalLine, optionalText } from '../text-input.ts';
import { type CanaryInput, parseCanary } from './parse-canary.ts';
import { type PlanInput, planExperiment } from './plan-experiment.ts';
import { recordExperimentEvent } from './record-event.ts';

export interface StartExperimentInput {
  readonly modelId: string;
  readonly candidateId: string;
  readonly mode: ExperimentMode;
  /** Of the subjects, 0 to 1. Of CANARY its first step says it. */
  readonly share?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly plan?: PlanInput | null | undefined;
  /** Of CANARY alone. */
  readonly canary?: CanaryInput | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** From its commit on, generations of the model are divided between the version that `production` stands on and the candidate. */
export async function startExperiment({ em }: Pick<Services, 'em'>, caller: Caller, input: StartExperimentInput): Promise<Experiment> {
  const { mode } = input;
  const name = optionalLine(input.name, 'name');
  const reason = optionalText(input.reason, 'reason', 2000);
  const canary = parseCanary(mode, input.canary);
  const share = parseShare(input, canary?.steps[0]?.share);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'startExperiment', key: idempotencyKey, input: rest }, async (id) => {
      const { id: modelId } = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
      const candidate = await getOwn(tx, ModelVersion, caller, input.candidateId, ['candidateId']);
      const model = await lockModel(tx, modelId);
      const control = await controlOf(tx, model, candidate);
      const now = new Date();
      const experiment = tx.create(Experiment, {
        id, project: model.project, model, mode, control, candidate, share, canary,
        name: name ?? `Version ${candidate.number} against version ${control.number}`,
        plan: await planExperiment(tx, control.id, canary?.steps.at(-1)?.share ?? share, input.plan),
        reason: null, decision: null, actor: caller.actor, stageStartedAt: now, finishedAt: null,
        nextCheckAt: canary ? now : null,
      });
      await recordExperimentEvent(tx, experiment, { kind: 'STARTED', actor: caller.actor, reason, numbers: [] });
    });
    return tx.findOneOrFail(Experiment, id);
  });
}

function parseShare({ mode, share }: StartExperimentInput, ofCanary: number | undefined): number {
  if (mode === 'CANARY' && share != null) throw new Fault('INVALID_INPUT', 'The share of a canary is that of its steps; leave share out.', ['share']);
  const wanted = ofCanary ?? share;
  if (wanted == null) throw new Fault('INVALID_INPUT', `${mode} needs share: the part of the subjects that the candidate gets, 0 to 1.`, ['share']);
  return checkShare(wanted, ['share']);
}

export function checkShare(share: number, path: readonly string[]): number {
  if (!(share >= 0 && share <= 1)) throw new Fault('INVALID_INPUT', `share must be from 0 to 1, not ${share}.`, path);
  return share;
}

/** The model's row is locked. */
async function controlOf(tx: EntityManager, model: Model, candidate: ModelVersion): Promise<ModelVersion> {
  if (candidate.model.id !== model.id) throw new Fault('INVALID_INPUT', `That version is not one of ${model.name}.`, ['candidateId']);
  const production = await tx.findOne(ModelAlias, { model: model.id, alias: PRODUCTION }, { populate: ['modelVersion'], refresh: true });
  if (!production) throw new Fault('INVALID_STATE', `${model.name} has no production version for the candidate to be compared with; set the alias ${PRODUCTION} first.`, ['modelId']);
  if (production.modelVersion.id === candidate.id) throw new Fault('INVALID_INPUT', `Version ${candidate.number} is in production itself; choose another one.`, ['candidateId']);
  const running = await tx.findOne(Experiment, { model: model.id, state: 'RUNNING' });
  if (running) throw new Fault('CONFLICT', `${JSON.stringify(running.name)} runs on this model; end it first.`, ['modelId']);
  return production.modelVersion.getEntity();
}
