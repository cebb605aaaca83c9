import type { EntityManager } from '@mikro-orm/postgresql';
import { addRecords, MAX_RECORDS, type NewRecord, recordRules } from '../datasets/add-records.ts';
import { checkRecords } from '../datasets/check-records.ts';
import type { Dataset } from '../entities/dataset.ts';
import type { Model } from '../entities/model.ts';
import { Fault, Faults } from '../fault.ts';
import { erasedSubjects, isErased } from '../privacy/erased-subjects.ts';
import { type LabelledPrompt, recordOfLabel } from './record-of-label.ts';

/**
 * Adds a model's usable labels to a dataset's open version, in the caller's transaction, but for what it was given before. Samples
 * join the training split; what a reviewer settled, and whatever a first version is made of, may be drawn into any. What the dataset
 * cannot hold becomes UNFIT, with the reason, and is left out. Of people who are being erased nothing is added.
 */
export async function addUsableLabels(tx: EntityManager, dataset: Dataset, model: Model): Promise<void> {
  const rules = await recordRules(tx, dataset);
  // Nobody is erased until the transaction ends.
  await erasedSubjects(tx, dataset.project.id);
  for (;;) {
    const labels = await usable(tx, dataset.id, model.id);
    const unfit: { id: string; reason: string }[] = [];
    const [known, reviewed]: [NewRecord[], NewRecord[]] = [[], []];
    for (const label of labels) {
      const record = recordOfLabel(dataset.kind, label, label.reviewed || !rules.description ? null : 'TRAIN');
      const fault = record ? faultOf(record, { ...rules, newClasses: label.reviewed }) : `Its prompt makes no sample of a dataset of kind ${dataset.kind}.`;
      if (fault !== undefined || !record) unfit.push({ id: label.id, reason: fault ?? '' });
      else (label.reviewed ? reviewed : known).push(record);
    }
    if (known.length > 0) await addRecords(tx, dataset, known);
    if (reviewed.length > 0) await addRecords(tx, dataset, reviewed, true);
    if (unfit.length > 0) await tx.execute(`update consensus_label c set state = 'UNFIT', reason = r.reason from jsonb_to_recordset(?::jsonb) as r (id uuid, reason text) where c.id = r.id`, [JSON.stringify(unfit)]);
    if (labels.length < MAX_RECORDS) return;
  }
}

function faultOf(record: NewRecord, rules: Parameters<typeof checkRecords>[1]): string | undefined {
  try {
    checkRecords([record], rules);
    return undefined;
  } catch (error) {
    if (error instanceof Fault || error instanceof Faults) return error.message;
    throw error;
  }
}

/** The oldest that the dataset has no record of, but such as was set aside, or left out because the version had other columns. (An image that cannot be decoded stays so.) */
async function usable(tx: EntityManager, datasetId: string, modelId: string): Promise<LabelledPrompt[]> {
  const rows = await tx.execute<(Omit<LabelledPrompt, 'givenAt'> & { givenAt: string })[]>(
    `select c.id, c.item, c.kind, c.label, c.feedback_id as "feedbackId", c.subject, g.subject as "promptSubject", g.prompt, c.reviewed, coalesce(f.created_at, c.created_at) as "givenAt"
     from consensus_label c join generation g on g.id = c.generation_id left join feedback f on f.id = c.feedback_id
     where c.model_id = ? and c.state = 'USABLE' and c.label is not null and not exists (select 1 from dataset_record r where r.dataset_id = ? and r.key = 'feedback ' || c.item and not r.set_aside and (not r.left_out or r.upload_id is not null))
       and not ${isErased('c.subject', 'c.project_id')} and not ${isErased('g.subject', 'c.project_id')}
     order by c.id limit ?`,
    [modelId, datasetId, MAX_RECORDS],
  );
  return rows.map((row) => ({ ...row, givenAt: new Date(row.givenAt) }));
}
