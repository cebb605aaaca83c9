import type { EntityManager } from '@mikro-orm/postgresql';
import { setLabelsAside } from '../consensus/set-aside.ts';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { leaveContributionsOut } from '../participation/leave-contributions-out.ts';
import { parentVersion } from './parent-version.ts';

/** What a cycle added to the data does harm: the next one goes on without it, it is to nobody's credit, and its labels wait for review. */
export async function leaveDataOut(tx: EntityManager, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  cycle.leavesDataOut = true;
  if (!cycle.datasetVersion) return;
  await tx.flush();
  await leaveContributionsOut(tx, cycle.datasetVersion.id);
  await setLabelsAside(tx, policy.model.id, { id: cycle.datasetVersion.id, nextParentId: (await parentVersion(tx, policy))?.id ?? null }, `It came with what did harm in cycle ${cycle.number}.`);
}
