import type { EntityManager } from '@mikro-orm/postgresql';
import { setLabelsAside } from '../consensus/set-aside.ts';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { leaveContributionsOut } from '../participation/leave-contributions-out.ts';

/** What a cycle added to the data does harm: the next one goes on without it, it is to nobody's credit, and its labels wait for review. */
export async function leaveDataOut(tx: EntityManager, { model }: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  cycle.leavesDataOut = true;
  if (!cycle.datasetVersion) return;
  await leaveContributionsOut(tx, cycle.datasetVersion.id);
  await setLabelsAside(tx, model.id, { id: cycle.datasetVersion.id, parentId: cycle.parent?.id ?? null }, `It came with what did harm in cycle ${cycle.number}.`);
}
