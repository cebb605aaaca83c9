import type { ExperimentArm } from '../domain/entities/experiment.ts';
import type { Context } from './context.ts';

/** What counts of the feedback on a model, by kind. */
export interface FeedbackCounts {
  readonly count: number;
  readonly positive: number;
  readonly negative: number;
  readonly corrections: number;
  readonly scores: number;
  readonly meanScore: number | null;
  readonly accepted: number;
  readonly edited: number;
  readonly ignored: number;
  /** Outputs that were preferred to another one, and those that another one was preferred to. */
  readonly preferred: number;
  readonly passedOver: number;
}
export const NO_FEEDBACK: FeedbackCounts = { count: 0, positive: 0, negative: 0, corrections: 0, scores: 0, meanScore: null, accepted: 0, edited: 0, ignored: 0, preferred: 0, passedOver: 0 };

/** Over rows of `counted_feedback`. */
export const COUNTS = `count(*)::int as count,
  count(*) filter (where rating = 'POSITIVE')::int as positive,
  count(*) filter (where rating = 'NEGATIVE')::int as negative,
  count(*) filter (where correction_label is not null or correction_text is not null)::int as corrections,
  count(score)::int as scores, avg(score) as "meanScore",
  count(*) filter (where signal = 'ACCEPTED')::int as accepted,
  count(*) filter (where signal = 'EDITED')::int as edited,
  count(*) filter (where signal = 'IGNORED')::int as ignored,
  count(over_generation_id)::int as preferred`;

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

/** On what an arm of an experiment has answered. */
export async function feedbackCountsOfArm({ em }: Context, experimentId: string, arm: ExperimentArm): Promise<FeedbackCounts> {
  const counted = await em.execute<Counted[]>(`select g.arm as id, ${COUNTS} from generation g join counted_feedback c on c.generation_id = g.id where g.experiment_id = ? and g.arm = ? group by 1`, [experimentId, arm]);
  const passed = await em.execute<Passed[]>('select g.arm as id, count(*)::int as count from generation g join counted_feedback c on c.over_model_version_id = g.model_version_id and c.over_generation_id = g.id where g.experiment_id = ? and g.arm = ? group by 1', [experimentId, arm]);
  return together(counted, passed).get(arm) ?? NO_FEEDBACK;
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
