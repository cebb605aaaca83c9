import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import type { Trigger } from './find-trigger.ts';
import { changeState, lockPolicy } from './lock-cycle.ts';

/** Begins a cycle, where none is unfinished and nobody changed the policy since the trigger was found; says which. */
export async function startCycle(em: EntityManager, { id, cycleCount, revision }: FlywheelPolicy, trigger: Trigger): Promise<FlywheelCycle | undefined> {
  return write(em, async (tx) => {
    const policy = await lockPolicy(tx, id);
    if (policy.cycleCount !== cycleCount || policy.revision !== revision) return undefined;
    return beginCycle(tx, policy, trigger);
  });
}

/** The same in the caller's transaction, which has locked the policy's row; undefined where one is unfinished. */
export async function beginCycle(tx: EntityManager, policy: FlywheelPolicy, { trigger, numbers }: Trigger, id = v7()): Promise<FlywheelCycle | undefined> {
  const newest = await tx.findOne(FlywheelCycle, { policy: policy.id }, { orderBy: { number: 'desc' }, refresh: true });
  if (newest && !newest.isFinished()) return undefined;
  policy.cycleCount += 1;
  const cycle = tx.create(FlywheelCycle, {
    id, project: policy.project, policy, number: policy.cycleCount, trigger, triggerNumbers: numbers, state: 'ASSESSING', rules: policy.rules, algorithm: policy.algorithm,
    parent: await parentFor(tx, policy), datasetVersion: null, trainingRun: null, candidate: null, baseline: null, candidateEvaluation: null, baselineEvaluation: null,
    candidateValue: null, baselineValue: null, numbers: [], reason: null, finishedAt: null,
  });
  await changeState(tx, policy, cycle, { state: 'ASSESSING', reason: 'Usable feedback becomes a new dataset version.', numbers });
  return cycle;
}

/** That the new version goes on from: the newest READY one, but none whose additions did harm. */
async function parentFor(tx: EntityManager, { id, dataset }: FlywheelPolicy): Promise<DatasetVersion | null> {
  const harmful = await tx.find(FlywheelCycle, { policy: id, leavesDataOut: true });
  const left = harmful.flatMap(({ datasetVersion }) => datasetVersion?.id ?? []);
  return tx.findOne(DatasetVersion, { dataset: dataset.id, status: 'READY', id: { $nin: left } }, { orderBy: { number: 'desc' } });
}
