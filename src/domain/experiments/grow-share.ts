import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller, Services } from '../caller.ts';
import type { DecisionNumber } from '../decision-number.ts';
import type { Experiment } from '../entities/experiment.ts';
import { Fault } from '../fault.ts';
import { optionalText } from '../text-input.ts';
import { changeExperiment, type ChangeExperimentInput } from './change-experiment.ts';
import { recordExperimentEvent } from './record-event.ts';
import { checkShare } from './start-experiment.ts';

export interface SetExperimentShareInput extends ChangeExperimentInput {
  readonly share: number;
  readonly reason?: string | null | undefined;
}

/** Gives the candidate to more subjects. It takes none back: those would have met both versions. */
export function setExperimentShare(services: Pick<Services, 'em'>, caller: Caller, input: SetExperimentShareInput): Promise<Experiment> {
  const share = checkShare(input.share, ['share']);
  const reason = optionalText(input.reason, 'reason', 2000);
  return changeExperiment(services, caller, 'setExperimentShare', input, async (tx, experiment) => {
    if (experiment.mode === 'CANARY') throw new Fault('INVALID_STATE', 'The share of a canary grows by its schedule.', ['experimentId']);
    if (share < experiment.share) throw new Fault('INVALID_INPUT', `The share can only grow from ${experiment.share}: subjects who have met the candidate would go back to the control. End the experiment, and start another.`, ['share']);
    if (share > experiment.share) await growShare(tx, experiment, { share, actor: caller.actor, reason });
  });
}

/** The row is locked by the caller's transaction. */
export async function growShare(tx: EntityManager, experiment: Experiment, { share, actor, reason, numbers = [] }: { readonly share: number; readonly actor: string; readonly reason: string | null; readonly numbers?: readonly DecisionNumber[] }): Promise<void> {
  experiment.share = share;
  experiment.stage += 1;
  experiment.stageStartedAt = new Date();
  experiment.revision += 1;
  await recordExperimentEvent(tx, experiment, { kind: 'SHARE_GREW', actor, reason, numbers });
}
