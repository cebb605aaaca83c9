import type { EntityManager } from '@mikro-orm/postgresql';
import { Experiment, type ExperimentArm } from '../entities/experiment.ts';
import type { Model } from '../entities/model.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { armOf } from './arm-of.ts';

/** Which version answers for a model, and why. */
export interface Served {
  readonly version: ModelVersion;
  /** Null where no experiment runs, or it leaves this subject out. */
  readonly part: { readonly experiment: Experiment; readonly arm: ExperimentArm; readonly stage: number } | null;
  /** The candidate that makes the same beside the answer, unseen. */
  readonly shadow: ModelVersion | null;
}

/**
 * The version that answers: an experiment's arm, else `production`, else the latest. Undefined where the model has none.
 *
 * @param unit  the subject; without one the generation's id, so that each is drawn by itself
 */
export async function serveModel(tx: EntityManager, model: Model, unit: string): Promise<Served | undefined> {
  const experiment = await tx.findOne(Experiment, { model: model.id, state: 'RUNNING' }, { populate: ['control', 'candidate'] });
  if (experiment) return serveExperiment(experiment, unit);
  const production = await tx.findOne(ModelAlias, { model: model.id, alias: 'production' }, { populate: ['modelVersion'] });
  const version = production?.modelVersion.getEntity() ?? (await tx.findOne(ModelVersion, { model: model.id }, { orderBy: { number: 'desc' } }));
  return version ? { version, part: null, shadow: null } : undefined;
}

function serveExperiment(experiment: Experiment, unit: string): Served {
  const [control, candidate] = [experiment.control.getEntity(), experiment.candidate.getEntity()];
  const arm = armOf(experiment.id, unit, experiment.share);
  const part = { experiment, arm, stage: experiment.stage };
  if (experiment.mode !== 'SHADOW') return { version: arm === 'CANDIDATE' ? candidate : control, part, shadow: null };
  if (arm === 'CONTROL') return { version: control, part: null, shadow: null };
  return { version: control, part: { ...part, arm: 'CONTROL' }, shadow: candidate };
}
