import type { EntityManager } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import type { Experiment, ExperimentDecision, ExperimentState } from '../entities/experiment.ts';
import { recordExperimentEvent } from './record-event.ts';

export interface ExperimentEnd {
  readonly state: Exclude<ExperimentState, 'RUNNING'>;
  /** Of CONCLUDED. */
  readonly decision?: ExperimentDecision;
  readonly reason: string | null;
  readonly actor: string;
  readonly numbers?: readonly DecisionNumber[];
}

/** Ends a running experiment whose row the caller's transaction has locked: from its commit on `production` answers everybody. */
export async function endExperiment(tx: EntityManager, experiment: Experiment, { state, decision, reason, actor, numbers = [] }: ExperimentEnd): Promise<void> {
  experiment.state = state;
  experiment.decision = decision ?? null;
  experiment.reason = reason;
  experiment.finishedAt = new Date();
  experiment.nextCheckAt = null;
  experiment.revision += 1;
  await recordExperimentEvent(tx, experiment, { kind: 'ENDED', actor, reason, numbers });
}
