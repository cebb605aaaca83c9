import { type Caller, type Services, write } from '../caller.ts';
import { DataStudy } from '../entities/data-study.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { endStudy, lockStudy } from './end-study.ts';

/** Cancels a study, and its runs and evaluations that are not finished. Asking again changes nothing. */
export function cancelDataStudy(services: Services, caller: Caller, dataStudyId: string): Promise<DataStudy> {
  return write(services.em, async (tx) => {
    const { id } = await getOwn(tx, DataStudy, caller, dataStudyId, ['dataStudyId']);
    const study = await lockStudy(tx, id);
    if (study) await endStudy(tx, services, caller, study, { state: 'CANCELED', failure: `Canceled by ${caller.actor}.` });
    const now = await tx.findOneOrFail(DataStudy, id);
    if (now.state !== 'CANCELED') throw new Fault('INVALID_STATE', `The study is ${now.state} already.`, ['dataStudyId']);
    return now;
  });
}
