import { type Caller, write } from '../caller.ts';
import { DataStudy } from '../entities/data-study.ts';
import { Fault } from '../fault.ts';
import { once } from '../idempotency.ts';
import { repetitionsOf, startStudy, type StudyInput, type StudyServices, studySubject } from './start-study.ts';

export interface StartSourceValuesInput extends StudyInput {
  /** Which of the sources of the training split; the largest where absent. */
  readonly sources?: readonly string[] | null | undefined;
}

const MOST_SOURCES = 20;

/** Trains on everything, and once without each source, to find what each is worth. */
export async function startSourceValues(services: StudyServices, caller: Caller, input: StartSourceValuesInput): Promise<DataStudy> {
  const { idempotencyKey, ...rest } = input;
  return write(services.em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'startSourceValues', key: idempotencyKey, input: rest }, async (id) => {
      const subject = await studySubject(tx, caller, input);
      const { id: versionId, description } = subject.datasetVersion;
      if (!description) return;
      const known = (await services.versionFiles.trainSources(versionId, description)).map(({ name }) => name);
      if (known.length < 2) throw new Fault('INVALID_STATE', 'The training split comes from one source alone, so there is nothing to leave out. Import data of different origin as files of their own.', ['datasetVersionId']);
      const sources = input.sources ? [...new Set(input.sources)] : known.slice(0, MOST_SOURCES);
      if (sources.length < 1 || sources.length > MOST_SOURCES) throw new Fault('INVALID_INPUT', `sources must name from 1 to ${MOST_SOURCES}, not ${sources.length}.`, ['sources']);
      const unknown = sources.find((source) => !known.includes(source));
      if (unknown !== undefined) throw new Fault('INVALID_INPUT', `The training split has no samples of ${JSON.stringify(unknown)}.`, ['sources', String(sources.indexOf(unknown))]);
      const parts = [{ name: 'All of the data', subset: null }, ...sources.map((source) => ({ name: `Without ${source}`.slice(0, 200), subset: { share: 1, seed: 0, withoutSource: source } }))];
      await startStudy(tx, services, caller, { id, kind: 'SOURCE_VALUES', subject, input, parts, repetitions: repetitionsOf(input, parts.length, 1) });
    });
    return tx.findOneOrFail(DataStudy, id);
  });
}
