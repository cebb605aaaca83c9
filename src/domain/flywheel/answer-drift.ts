import type { EntityManager } from '@mikro-orm/postgresql';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { sameCells } from '../statistics/chi-square.ts';
import { type Cell, restOf, stabilityIndex, totals, withoutRare } from '../statistics/stability-index.ts';

/** Answers that are looked at, the newest ones. */
const LOOKED_AT = 2000;
/** Below, a shift that matters cannot be told from chance. */
const LEAST_ANSWERS = 100;
/** The look is taken again and again. */
const FALSE_ALARMS = 0.001;

export interface AnswerDrift {
  /** Population stability index of the classes that production answered, against those of the version it learned from. */
  readonly stability: number;
  /** That were looked at. */
  readonly answers: number;
}

/**
 * How far the classes that production answers lie from those that it was trained on: the newest 2,000 answers of a classifier, since it is
 * a version. Null where there are fewer than 100, where production is no classifier or learned from no labels, and where chance may have done it
 * (Pearson's test, one in a thousand). What is asked drifts unseen where the answers stay as they were.
 */
export async function answerDrift(em: EntityManager, { model }: Pick<FlywheelPolicy, 'model'>): Promise<AnswerDrift | null> {
  const rows = await em.execute<{ label: string; learned: number; answered: number }[]>(
    `with production as (select a.model_version_id as id, v.classes from model_alias a join training_run r on r.model_version_id = a.model_version_id
         join dataset_version v on v.id = r.dataset_version_id where a.model_id = ? and a.alias = 'production'),
       newest as (select g.outputs->0->>'label' as label from generation g where g.model_version_id = (select id from production) and g.state = 'SUCCEEDED' and g.shadow_of_id is null
         and g.outputs->0->>'type' = 'classification' order by g.id desc limit ?),
       answered as (select label, count(*) as count from newest group by label),
       learned as (select c.label, c.count from production, jsonb_to_recordset(classes) as c (label text, count bigint))
     select coalesce(l.label, a.label) as label, coalesce(l.count, 0)::double precision as learned, coalesce(a.count, 0)::double precision as answered
     from learned l full join answered a on a.label = l.label`,
    [model.id, LOOKED_AT],
  );
  const all = rows.map(({ label, learned, answered }): [string, Cell] => [label, [learned, answered]]);
  const [learned, answers] = totals(all.map(([, cell]) => cell));
  if (answers < LEAST_ANSWERS || learned === 0) return null;
  const known = withoutRare(all, [learned, answers]);
  const cells = [...known.map(([, cell]) => cell), restOf(known, [learned, answers])];
  return sameCells(cells) < FALSE_ALARMS ? { stability: stabilityIndex(cells), answers } : null;
}
