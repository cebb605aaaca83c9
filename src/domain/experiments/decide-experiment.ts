import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller, Services } from '../caller.ts';
import type { DecisionNumber } from '../decision-number.ts';
import type { Experiment, ExperimentDecision } from '../entities/experiment.ts';
import { moveAlias, PRODUCTION } from '../models/move-alias.ts';
import { optionalText, textInput } from '../text-input.ts';
import { changeExperiment, type ChangeExperimentInput } from './change-experiment.ts';
import { compare, numbersOf } from './compare.ts';
import { endExperiment } from './end-experiment.ts';
import { countFirstAnswers, countFirstRatings } from './read-counts.ts';

export interface EndExperimentInput extends ChangeExperimentInput {
  readonly reason: string;
}

export interface ConcludeExperimentInput extends ChangeExperimentInput {
  readonly decision: ExperimentDecision;
  readonly reason?: string | null | undefined;
}

/** Ends an experiment without a verdict. */
export function stopExperiment(services: Pick<Services, 'em'>, caller: Caller, input: EndExperimentInput): Promise<Experiment> {
  const reason = textInput(input.reason, 'reason', 2000);
  return changeExperiment(services, caller, 'stopExperiment', input, async (tx, experiment) =>
    endExperiment(tx, experiment, { state: 'STOPPED', reason, actor: caller.actor, numbers: await decidingNumbers(tx, experiment) }));
}

/** Takes the candidate from everybody, since it does harm. */
export function rollBackExperiment(services: Pick<Services, 'em'>, caller: Caller, input: EndExperimentInput): Promise<Experiment> {
  const reason = textInput(input.reason, 'reason', 2000);
  return changeExperiment(services, caller, 'rollBackExperiment', input, async (tx, experiment) =>
    endExperiment(tx, experiment, { state: 'ROLLED_BACK', reason, actor: caller.actor, numbers: await decidingNumbers(tx, experiment) }));
}

/** Ends an experiment with a verdict: the candidate becomes `production`, or the control stays it. */
export function concludeExperiment(services: Pick<Services, 'em'>, caller: Caller, input: ConcludeExperimentInput): Promise<Experiment> {
  const reason = optionalText(input.reason, 'reason', 2000);
  return changeExperiment(services, caller, 'concludeExperiment', input, async (tx, experiment) =>
    conclude(tx, experiment, { decision: input.decision, reason, actor: caller.actor, numbers: await decidingNumbers(tx, experiment) }));
}

export interface Verdict {
  readonly decision: ExperimentDecision;
  readonly reason: string | null;
  readonly actor: string;
  readonly numbers: readonly DecisionNumber[];
}

/** The rows of model and experiment are locked by the caller's transaction. */
export async function conclude(tx: EntityManager, experiment: Experiment, { decision, reason, actor, numbers }: Verdict): Promise<void> {
  await endExperiment(tx, experiment, { state: 'CONCLUDED', decision, reason, actor, numbers });
  if (decision === 'KEEP_CONTROL') return;
  const modelVersion = await experiment.candidate.loadOrFail();
  await moveAlias(tx, { modelId: experiment.model.id, alias: PRODUCTION, modelVersion, source: 'EXPERIMENT', actor, reason, numbers, experiment });
}

async function decidingNumbers(tx: EntityManager, experiment: Experiment): Promise<DecisionNumber[]> {
  const sequential = { alpha: 1 - experiment.plan.confidence, effect: experiment.plan.minimumEffect };
  return [
    ...(experiment.mode === 'SHADOW' ? [] : numbersOf('satisfaction', compare(await countFirstRatings(tx, experiment), sequential))),
    ...numbersOf('errors', compare(await countFirstAnswers(tx, experiment), sequential)),
  ];
}
