import type { EntityManager } from '@mikro-orm/postgresql';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';

/** Usable labels of the model that no version of the dataset has yet but such as is left out, as they were weighed last. One index range of the model's labels. */
export async function countNewLabels(em: EntityManager, { model, dataset }: Pick<FlywheelPolicy, 'model' | 'dataset'>): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from consensus_label c where c.model_id = ? and c.state = 'USABLE' and c.label is not null
       and not exists (select 1 from dataset_record r where r.dataset_id = ? and r.key = 'feedback ' || c.item and not r.set_aside and r.version_id is not null)`,
    [model.id, dataset.id],
  );
  return row?.count ?? 0;
}

/** Feedback that was not weighed yet: an upper bound of how many labels weighing could add. */
export async function countUnweighed(em: EntityManager, { model }: Pick<FlywheelPolicy, 'model'>): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>('select count(*)::int as count from counted_feedback where model_id = ? and not weighed', [model.id]);
  return row?.count ?? 0;
}

export interface Ratings {
  readonly positive: number;
  readonly total: number;
}

/** Ratings of what is in production; of one subject on one output the newest. */
export async function countProductionRatings(em: EntityManager, { model }: Pick<FlywheelPolicy, 'model'>): Promise<Ratings> {
  const [row] = await em.execute<Ratings[]>(
    `select (count(*) filter (where c.rating = 'POSITIVE'))::int as positive, count(c.rating)::int as total
     from counted_feedback c join model_alias a on a.model_version_id = c.model_version_id where a.model_id = ? and a.alias = 'production'`,
    [model.id],
  );
  return row ?? { positive: 0, total: 0 };
}
