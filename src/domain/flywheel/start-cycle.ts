import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { write } from '../caller.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import type { Trigger } from './find-trigger.ts';
import { changeState, lockPolicy } from './lock-cycle.ts';
import { parentVersion } from './parent-version.ts';
import type { FlywheelRules } from './rules.ts';
import { trainingBudget } from './training-budget.ts';

/** Begins a cycle, where none is unfinished and nobody changed the policy since the trigger was found; says which. */
export async function startCycle(em: EntityManager, { id, cycleCount, revision }: FlywheelPolicy, trigger: Trigger): Promise<FlywheelCycle | undefined> {
  return write(em, async (tx) => {
    const policy = await lockPolicy(tx, id);
    if (policy.cycleCount !== cycleCount || policy.revision !== revision) return undefined;
    return beginCycle(tx, policy, trigger);
  });
}

export interface NewCycle {
  readonly id?: string;
  /** That is trained on as it is; null: usable feedback makes one. */
  readonly datasetVersion?: DatasetVersion | null;
}

/** The same in the caller's transaction, which has locked the policy's row; undefined where one is unfinished. What a week's budget leaves bounds its run. */
export async function beginCycle(tx: EntityManager, policy: FlywheelPolicy, { trigger, numbers }: Trigger, { id = v7(), datasetVersion = null }: NewCycle = {}): Promise<FlywheelCycle | undefined> {
  const newest = await tx.findOne(FlywheelCycle, { policy: policy.id }, { orderBy: { number: 'desc' }, refresh: true });
  if (newest && !newest.isFinished()) return undefined;
  policy.cycleCount += 1;
  const cycle = tx.create(FlywheelCycle, {
    id, project: policy.project, policy, number: policy.cycleCount, trigger, triggerNumbers: numbers, state: 'ASSESSING', rules: await withinBudget(tx, policy), algorithm: policy.algorithm,
    parent: datasetVersion ? datasetVersion.parent : await parentVersion(tx, policy), datasetVersion, trainingRun: null, candidate: null, baseline: null, candidateEvaluation: null, baselineEvaluation: null,
    candidateValue: null, baselineValue: null, numbers: [], reason: null, finishedAt: null,
  });
  const reason = datasetVersion ? `Version ${datasetVersion.number} is tried as it is.` : 'Usable feedback becomes a new dataset version.';
  await changeState(tx, policy, cycle, { state: 'ASSESSING', reason, numbers });
  return cycle;
}

/** Fixed at the beginning, so that a step that is taken again after a crash asks for the same run. */
async function withinBudget(tx: EntityManager, { id, rules }: FlywheelPolicy): Promise<FlywheelRules> {
  const { left } = await trainingBudget(tx, id, rules);
  return left === null ? rules : { ...rules, maximumTrainingSeconds: Math.min(left, rules.maximumTrainingSeconds ?? Infinity) };
}
