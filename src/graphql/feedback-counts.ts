import { COUNTS, type FeedbackCounts, NO_FEEDBACK } from '../domain/feedback/feedback-counts.ts';
import type { Context } from './context.ts';

type Counted = Omit<FeedbackCounts, 'passedOver'> & { id: string };
const uuids = (ids: readonly string[]) => `{${ids.join(',')}}`;

export async function feedbackCountsOfVersions({ em }: Context, ids: readonly string[]): Promise<Map<string, FeedbackCounts>> {
  const counted = await em.execute<Counted[]>(`select model_version_id as id, ${COUNTS} from counted_feedback where model_version_id = any(?::uuid[]) group by 1`, [uuids(ids)]);
  const passed = await em.execute<Passed[]>('select over_model_version_id as id, count(*)::int as count from counted_feedback where over_model_version_id = any(?::uuid[]) group by 1', [uuids(ids)]);
  return together(counted, passed);
}

export async function feedbackCountsOfModels({ em }: Context, ids: readonly string[]): Promise<Map<string, FeedbackCounts>> {
  const counted = await em.execute<Counted[]>(`select model_id as id, ${COUNTS} from counted_feedback where model_id = any(?::uuid[]) group by 1`, [uuids(ids)]);
  const passed = await em.execute<Passed[]>(
    `select v.model_id as id, count(*)::int as count from counted_feedback c join model_version v on v.id = c.over_model_version_id where v.model_id = any(?::uuid[]) group by 1`,
    [uuids(ids)],
  );
  return together(counted, passed);
}

interface Passed {
  readonly id: string;
  readonly count: number;
}

function together(counted: readonly Counted[], passed: readonly Passed[]): Map<string, FeedbackCounts> {
  const found = new Map<string, FeedbackCounts>(counted.map(({ id, ...counts }) => [id, { ...counts, passedOver: 0 }]));
  for (const { id, count } of passed) found.set(id, { ...(found.get(id) ?? NO_FEEDBACK), passedOver: count });
  return found;
}
