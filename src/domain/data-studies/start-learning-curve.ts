import { type Caller, write } from '../caller.ts';
import { DataStudy } from '../entities/data-study.ts';
import { Fault } from '../fault.ts';
import { once } from '../idempotency.ts';
import { subsetCounts } from '../training-subset.ts';
import { LEAST_AMOUNTS } from './curve/bootstrap-curve.ts';
import { repetitionsOf, startStudy, type StudyInput, type StudyServices, studySubject } from './start-study.ts';

export interface StartLearningCurveInput extends StudyInput {
  /** Of the training split, each more than 0 and at most 1. */
  readonly shares?: readonly number[] | null | undefined;
}

/** Half as much from each to the next, as amounts that differ by factors tell most of a power law. */
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16];
const MOST_SHARES = 10;
/** Two of each tell how much is chance. */
const REPETITIONS = 2;

/** Trains on nested parts of a training split, to find how much a model gains by data. */
export async function startLearningCurve(services: StudyServices, caller: Caller, input: StartLearningCurveInput): Promise<DataStudy> {
  const shares = parseShares(input.shares);
  const repetitions = repetitionsOf(input, shares.length, REPETITIONS);
  const { idempotencyKey, ...rest } = input;
  return write(services.em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'startLearningCurve', key: idempotencyKey, input: rest }, async (id) => {
      const subject = await studySubject(tx, caller, input);
      const { id: versionId, description } = subject.datasetVersion;
      if (!description) return;
      const sources = await services.versionFiles.trainSources(versionId, description);
      const amounts = shares.map((share) => {
        const { classes, unlabelled } = subsetCounts(sources, { share, seed: 0, withoutSource: null });
        return classes.reduce((sum, count) => sum + count, unlabelled);
      });
      if (new Set(amounts).size < LEAST_AMOUNTS) throw new Fault('INVALID_INPUT', `These shares of ${description.counts.TRAIN} training samples are ${amounts.join(', ')} samples; a curve needs ${LEAST_AMOUNTS} different amounts.`, ['shares']);
      const parts = shares.map((share) => ({ name: `${Number((100 * share).toPrecision(3))} % of the data`, subset: share === 1 ? null : { share, seed: 0, withoutSource: null } }));
      await startStudy(tx, services, caller, { id, kind: 'LEARNING_CURVE', subject, input, parts, repetitions });
    });
    return tx.findOneOrFail(DataStudy, id);
  });
}

function parseShares(given: readonly number[] | null | undefined): number[] {
  const shares = given ?? SHARES;
  const path = ['shares'];
  const wrong = shares.find((share) => !(share > 0 && share <= 1));
  if (wrong !== undefined) throw new Fault('INVALID_INPUT', `A share must be more than 0 and at most 1, not ${wrong}.`, path);
  const different = [...new Set(shares)].sort((a, b) => b - a);
  if (different.length < LEAST_AMOUNTS || different.length > MOST_SHARES) throw new Fault('INVALID_INPUT', `shares must be from ${LEAST_AMOUNTS} to ${MOST_SHARES} different ones, not ${different.length}.`, path);
  return different;
}
