import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Experiment } from '../entities/experiment.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lockModel } from '../models/move-alias.ts';
import { lockExperiment } from './record-event.ts';

export interface ChangeExperimentInput {
  readonly experimentId: string;
  /** As the caller has seen it. */
  readonly expectedRevision?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Changes a running experiment once per idempotency key, under the locks of the model and the experiment. */
export async function changeExperiment<Input extends ChangeExperimentInput>({ em }: Pick<Services, 'em'>, caller: Caller, mutation: string, input: Input, change: (tx: EntityManager, experiment: Experiment) => Promise<void>): Promise<Experiment> {
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id, model } = await getOwn(tx, Experiment, caller, input.experimentId, ['experimentId']);
    await once(tx, { projectId: caller.projectId, mutation, key: idempotencyKey, input: rest }, async () => {
      await lockModel(tx, model.id);
      const experiment = await lockExperiment(tx, id);
      if (!experiment.isRunning()) throw new Fault('INVALID_STATE', `The experiment is ${experiment.state} already.`, ['experimentId']);
      if (input.expectedRevision != null && input.expectedRevision !== experiment.revision) {
        throw new Fault('CONFLICT', `The experiment was changed meanwhile: it is at revision ${experiment.revision}; look again.`, ['expectedRevision']);
      }
      await change(tx, experiment);
    });
    return tx.findOneOrFail(Experiment, id);
  });
}
