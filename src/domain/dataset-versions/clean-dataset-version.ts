import { type Caller, type Services, write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { type CleaningStep, cleaningSteps } from '../quality-report.ts';
import type { CleaningSource } from '../version-source.ts';
import { createVersion } from './create-version.ts';

export interface CleanDatasetVersionInput {
  readonly datasetVersionId: string;
  /** None: what the findings suggest. */
  readonly steps?: readonly CleaningStep[] | null | undefined;
  /** With steps: whether each concerns only the samples of the findings that suggest it; without, it always does. */
  readonly suggestedOnly?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Makes a new version of an assessed one, cleaned by the steps; a worker does it, and assesses the new version anew. */
export async function cleanDatasetVersion({ em, jobs }: Services, caller: Caller, input: CleanDatasetVersionInput): Promise<DatasetVersion> {
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'cleanDatasetVersion', key: idempotencyKey, input: rest }, async (id) => {
      const parent = await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']);
      await tx.populate(parent, ['dataset']);
      await createVersion(tx, jobs, { id, dataset: parent.dataset.getEntity(), source: { type: 'clean', ...cleaningOf(parent, input) }, parent });
    });
    return tx.findOneOrFail(DatasetVersion, id);
  });
}

function cleaningOf({ status, quality }: DatasetVersion, { steps: given, suggestedOnly }: CleanDatasetVersionInput): Pick<CleaningSource, 'steps' | 'suggestedOnly'> {
  if ((status !== 'READY' && status !== 'REJECTED') || !quality) {
    throw new Fault('INVALID_STATE', `This dataset version is ${status}; only one whose quality was assessed (READY or REJECTED) can be cleaned.`, ['datasetVersionId']);
  }
  if (given && given.length === 0) throw new Fault('INVALID_INPUT', `steps must name at least one of ${cleaningSteps.join(', ')}; leave it out to take what the findings suggest.`, ['steps']);
  if (!given && suggestedOnly === false) throw new Fault('INVALID_INPUT', 'Name the steps to take; without steps, cleaning is by what the findings suggest, and suggestedOnly cannot be false.', ['suggestedOnly']);
  const suggested = new Set(quality.findings.flatMap(({ suggestion }) => suggestion ?? []));
  const steps = new Set(given ?? suggested);
  if (steps.size === 0) throw new Fault('INVALID_STATE', 'The findings of this dataset version suggest no cleaning; name steps to take some all the same.', ['steps']);
  const other = [...steps].filter((step) => !suggested.has(step));
  if (suggestedOnly && other.length > 0) throw new Fault('INVALID_INPUT', `No finding suggests ${other.join(', ')}: with suggestedOnly, ${suggested.size === 0 ? 'no step can be taken' : `steps are among ${[...suggested].join(', ')}`}.`, ['steps']);
  return { steps: cleaningSteps.filter((step) => steps.has(step)), suggestedOnly: !given || suggestedOnly === true };
}
