import { type Caller, type Services, write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Fault, Faults } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lineInput } from '../text-input.ts';
import { createVersion } from './create-version.ts';
import { type NewLabel, storeNewLabels } from './new-labels.ts';

export interface RelabelSamplesInput {
  readonly datasetVersionId: string;
  /** 1 to `MAX_LABELS`, each of another position. Labels may be new classes. */
  readonly labels: readonly { readonly position: number; readonly label?: string | null | undefined }[];
  readonly idempotencyKey?: string | null | undefined;
}

/** So that a call has at most half a megabyte. */
export const MAX_LABELS = 5000;
/** More faults of one call are not told. */
const MOST_FAULTS = 50;

/** Makes a new version of an assessed one, in which some samples have other labels; a worker does it, and assesses the new version anew. */
export async function relabelSamples({ em, jobs }: Services, caller: Caller, input: RelabelSamplesInput): Promise<DatasetVersion> {
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'relabelSamples', key: idempotencyKey, input: rest }, async (id) => {
      const parent = await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']);
      requireLabels(parent);
      const labels = checkLabels(parent, input.labels);
      await tx.populate(parent, ['dataset']);
      await createVersion(tx, jobs, { id, dataset: parent.dataset.getEntity(), source: { type: 'relabel', count: labels.length, actor: caller.actor }, parent });
      await storeNewLabels(tx, id, labels);
    });
    return tx.findOneOrFail(DatasetVersion, id);
  });
}

function requireLabels({ status, description }: DatasetVersion): void {
  const refuse = (message: string) => new Fault('INVALID_STATE', message, ['datasetVersionId']);
  if ((status !== 'READY' && status !== 'REJECTED') || !description) throw refuse(`This dataset version is ${status}; only one whose quality was assessed (READY or REJECTED) can be relabelled.`);
  if (description.kind === 'TEXT_PAIR' || description.kind === 'INTERACTION') throw refuse(`Samples of kind ${description.kind} have no label.`);
  if (description.kind === 'TEXT' && description.continuous) throw refuse('This dataset version is one continuous text, whose pieces have no label.');
}

/** @throws Faults of all labels, each with the path of its field: ["labels", "3", "position"]. */
function checkLabels({ sampleCount, description }: DatasetVersion, labels: RelabelSamplesInput['labels']): NewLabel[] {
  if (labels.length < 1 || labels.length > MAX_LABELS) throw new Fault('INVALID_INPUT', `labels must hold 1 to ${MAX_LABELS} labels, not ${labels.length}.`, ['labels']);
  const last = (sampleCount ?? 0) - 1;
  const faults: Fault[] = [];
  const seen = new Set<number>();
  const classes = new Set(description?.classes);
  const checked = labels.map(({ position, label }, index): NewLabel => {
    const told = (field: 'position' | 'label', message: string) => void (faults.length < MOST_FAULTS && faults.push(new Fault('INVALID_INPUT', message, ['labels', String(index), field])));
    if (!Number.isInteger(position) || position < 0 || position > last) told('position', `position must be from 0 to ${last}, a place in the version, not ${position}.`);
    else if (seen.has(position)) told('position', `The sample at ${position} is named twice; give it one label.`);
    seen.add(position);
    return { position, label: label === null || label === undefined || classes.has(label) ? (label ?? null) : lineOrTold(label, (message) => told('label', message)) };
  });
  if (faults.length > 0) throw new Faults(faults);
  return checked;
}

function lineOrTold(label: string, tell: (message: string) => void): string {
  try {
    return lineInput(label, 'label').normalize('NFC');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell(error.message);
    return label;
  }
}
