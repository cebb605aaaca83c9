import type { EntityManager } from '@mikro-orm/postgresql';
import { ITEM } from '../consensus/read-answers.ts';

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
  await tx.execute('delete from consensus_label c using held_item i where c.model_id = i.model_id and c.item = i.item and not c.reviewed');
  await tx.execute('update counted_feedback set weighed = false where model_id in (select model_id from held_item)');
}
