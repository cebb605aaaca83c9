import type { EntityManager } from '@mikro-orm/postgresql';
import type { ModelVersion } from '../entities/model-version.ts';
import { erasedSubjects, isErased } from '../privacy/erased-subjects.ts';
import { storeMessages, type Told } from './store-messages.ts';

/**
 * Marks what people contributed to the data of a version that goes into production, and tells them: each record once, with the first version
 * that learned from it, so that a rollback and a second promotion tell nobody anew. One index range of each dataset version of the line.
 */
export async function tellOfPromotion(tx: EntityManager, { id, project }: ModelVersion): Promise<void> {
  // Nobody is erased until the transaction ends.
  await erasedSubjects(tx, project.id);
  const told = await tx.execute<Told[]>(
    `with recursive line as (
       select v.id, v.parent_id from training_run r join dataset_version v on v.id = r.dataset_version_id where r.model_version_id = ?
       union all select v.id, v.parent_id from line l join dataset_version v on v.id = l.parent_id),
     learned as (
       update contribution c set model_version_id = ? where c.dataset_version_id in (select id from line) and c.model_version_id is null and not c.left_out returning c.subject, c.project_id, c.corrected)
     select subject, count(*)::int as samples, (count(*) filter (where corrected))::int as corrections from learned where not ${isErased('subject', 'project_id')} group by subject, project_id`,
    [id, id],
  );
  await storeMessages(tx, { projectId: project.id, kind: 'IN_PRODUCTION', datasetVersionId: null, modelVersionId: id }, told);
}
