import type { EntityManager } from '@mikro-orm/postgresql';
import { ITEM } from '../consensus/read-answers.ts';

/** What was set aside waits for review, whoever spoke of it; but not where it was made for the person. */
const WAITS = `exists (select 1 from set_aside_prompt s where s.model_id = c.model_id and s.item = c.item) and c.generation_id not in (select id from held_generation)`;

/**
 * Takes what a person said, or what others said of what was made for them, out of the consensus labels of all prompts that it was about:
 * their votes hold its words. Who else spoke is weighed anew when somebody next asks; what a reviewer settled keeps its label.
 * Needs the tables of `findHeldRows`.
 */
export async function forgetVotes(tx: EntityManager): Promise<void> {
  await tx.execute(
    `create temporary table held_item on commit drop as
     select distinct c.model_id, ${ITEM} as item from counted_feedback c join generation g on g.id = c.generation_id
     where c.feedback_id in (select id from held_feedback) or c.generation_id in (select id from held_generation)`,
  );
  await tx.execute(`update consensus_label c set votes = '[]', answers = 0, agreeing = 0 from held_item i where c.model_id = i.model_id and c.item = i.item and c.reviewed`);
  await tx.execute(
    `update consensus_label c set votes = '[]', answers = 0, agreeing = 0, label = null, feedback_id = null, subject = null from held_item i
     where c.model_id = i.model_id and c.item = i.item and not c.reviewed and ${WAITS}`,
  );
  await tx.execute(`delete from consensus_label c using held_item i where c.model_id = i.model_id and c.item = i.item and not c.reviewed and not (${WAITS})`);
  await tx.execute('update counted_feedback set weighed = false where model_id in (select model_id from held_item)');
}
