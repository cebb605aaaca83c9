import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { addUsableLabels } from '../consensus/add-usable-labels.ts';
import { weighFeedback, type WeighingServices } from '../consensus/weigh-feedback.ts';
import { sealRecords } from '../datasets/seal-dataset-version.ts';
import { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';

export interface CreateDatasetVersionFromFeedbackInput {
  readonly datasetId: string;
  readonly modelId: string;
  /** That the labels are added to; none: the newest READY version. */
  readonly datasetVersionId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface FeedbackVersion {
  /** IMPORTING; a worker makes and assesses it. */
  readonly datasetVersion: DatasetVersion;
  /** Records of it that come from feedback. */
  readonly addedSamples: number;
}

/** Of the reviewed alone: samples that people vouch for less never measure a model. */
const SPLIT = { validation: 0.1, test: 0.1, seed: 0 };

/**
 * Makes the next version of a dataset: its newest READY one, and the confirmed and corrected outputs of a model that it does not have yet,
 * with whatever was appended to it. Weighs the model's feedback first. Under the same key it makes one version, however often it is called.
 * @throws Fault INVALID_INPUT where dataset and model are of different kinds; INVALID_STATE where nothing usable is new, or a seal is under way
 */
export async function createDatasetVersionFromFeedback(services: Pick<Services, 'em' | 'jobs'> & WeighingServices, caller: Caller, input: CreateDatasetVersionFromFeedbackInput): Promise<FeedbackVersion> {
  const { em, jobs } = services;
  const { idempotencyKey, ...rest } = input;
  const { model } = await suited(em, caller, input);
  await weighFeedback(services, model);
  const made = write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'createDatasetVersionFromFeedback', key: idempotencyKey, input: rest }, async (id) => {
      const own = await suited(tx, caller, input);
      await addUsableLabels(tx, own.dataset, own.model);
      if ((await feedbackRecords(tx, 'dataset_id = ? and version_id is null', own.dataset.id)) === 0) throw await nothingNew(tx, own.model.id);
      await sealRecords(tx, jobs, caller, { id, datasetId: own.dataset.id, datasetVersionId: input.datasetVersionId, split: SPLIT });
    });
    return { datasetVersion: await tx.findOneOrFail(DatasetVersion, id), addedSamples: await feedbackRecords(tx, 'version_id = ?', id) };
  });
  return made.catch(async (fault: unknown) => {
    // What the dataset cannot hold is kept as UNFIT, though there is no version: else it would count as new for ever.
    if (fault instanceof NothingNew) await write(em, async (tx) => addUsableLabels(tx, await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']), await getOwn(tx, Model, caller, input.modelId, ['modelId'])));
    throw fault;
  });
}

class NothingNew extends Fault {}

async function suited(em: EntityManager, caller: Caller, { datasetId, modelId }: CreateDatasetVersionFromFeedbackInput): Promise<{ dataset: Dataset; model: Model }> {
  const dataset = await getOwn(em, Dataset, caller, datasetId, ['datasetId']);
  const model = await getOwn(em, Model, caller, modelId, ['modelId']);
  const newest = await em.findOne(ModelVersion, { model: model.id }, { orderBy: { number: 'desc' } });
  if (newest && newest.dataset.kind !== dataset.kind) {
    throw new Fault('INVALID_INPUT', `The model ${model.name} was trained on a dataset of kind ${newest.dataset.kind}; what people say of it makes no samples of kind ${dataset.kind}.`, ['datasetId']);
  }
  return { dataset, model };
}

/** Also those that a seal which failed gave back. */
async function feedbackRecords(tx: EntityManager, where: string, id: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }[]>(`select count(*)::int as count from dataset_record where ${where} and key like 'feedback %' and origin is not null`, [id]);
  return row?.count ?? 0;
}

async function nothingNew(tx: EntityManager, modelId: string): Promise<NothingNew> {
  const rows = await tx.execute<{ state: string; count: number }[]>('select state, count(*)::int as count from consensus_label where model_id = ? group by 1', [modelId]);
  const counts = new Map(rows.map(({ state, count }) => [state, count]));
  const told = `${counts.get('USABLE') ?? 0} confirmed or corrected outputs are in it already, ${counts.get('REVIEW') ?? 0} wait for review, ${counts.get('OUTVOTED') ?? 0} are outvoted, ${counts.get('UNFIT') ?? 0} do not fit the dataset`;
  return new NothingNew('INVALID_STATE', `No usable feedback on this model is new to the dataset: ${told}.`, ['modelId']);
}
