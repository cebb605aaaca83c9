import type { EntityManager } from '@mikro-orm/postgresql';
import { versionsLeftOut } from '../dataset-versions/versions-left-out.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { QualityOverrule } from '../entities/quality-overrule.ts';

/** That a cycle goes on from: the newest version that may be trained on, but none whose additions did harm, unless a person has overruled that. */
export async function parentVersion(tx: EntityManager, { dataset }: FlywheelPolicy): Promise<DatasetVersion | null> {
  const left = await versionsLeftOut(tx, dataset.id);
  const vouched = (await tx.find(QualityOverrule, { datasetVersion: { dataset: dataset.id } })).map(({ datasetVersion }) => datasetVersion.id);
  return tx.findOne(DatasetVersion, { dataset: dataset.id, $or: [{ status: 'READY', id: { $nin: left } }, { id: { $in: vouched } }] }, { orderBy: { number: 'desc' } });
}

/**
 * The version that a cycle would go on from, where no cycle has measured a candidate on it and production has not learned from it: what a
 * failed run left, and what a person imported, labelled anew or cleaned. The same data tried until chance favours it would prove nothing.
 */
export async function untriedVersion(tx: EntityManager, policy: FlywheelPolicy): Promise<DatasetVersion | null> {
  const version = await parentVersion(tx, policy);
  if (!version) return null;
  const [tried] = await tx.execute<unknown[]>(
    `select 1 from flywheel_cycle where policy_id = ? and dataset_version_id = ? and candidate_value is not null
     union all select 1 from training_run r join model_alias a on a.model_version_id = r.model_version_id where a.model_id = ? and a.alias = 'production' and r.dataset_version_id = ? limit 1`,
    [policy.id, version.id, policy.model.id, version.id],
  );
  return tried ? null : version;
}
