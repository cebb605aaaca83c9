import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { DecisionNumber } from '../decision-number.ts';
import { Experiment } from '../entities/experiment.ts';
import { lockModel } from '../models/move-alias.ts';
import { type CanaryRules, CHECK_SECONDS } from './canary-rules.ts';
import { compare, type Comparison, numbersOf } from './compare.ts';
import { conclude } from './decide-experiment.ts';
import { endExperiment } from './end-experiment.ts';
import { growShare } from './grow-share.ts';
import { countFirstAnswers, countFirstRatings } from './read-counts.ts';
import { lockExperiment } from './record-event.ts';

/** In histories. */
const ACTOR = 'canary';

/**
 * Running canaries that are due, each handed to one caller: the next look is put off in the same statement. A worker that dies
 * after it has done no harm, since the next look, by whichever worker, comes as soon as ever.
 */
export async function takeDueCanaries(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update experiment set next_check_at = now() + make_interval(secs => ?) where id in
       (select id from experiment where next_check_at <= now() for update skip locked) returning id`,
    [CHECK_SECONDS],
  );
  return rows.map(({ id }) => id);
}

interface Seen {
  readonly satisfaction: Comparison;
  readonly errors: Comparison;
  /** Whom the candidate has answered since the share last grew. */
  readonly subjects: number;
  readonly numbers: readonly DecisionNumber[];
}

/**
 * Looks at a canary: rolls it back where a bound is breached, lets its share grow where a step is over, promotes at the end where
 * that is wanted. The counting is done without a lock; what it decides happens once, since only the revision that was counted is changed.
 */
export async function checkCanary(em: EntityManager, experimentId: string): Promise<void> {
  const experiment = await em.findOne(Experiment, experimentId);
  if (!experiment?.isRunning() || !experiment.canary) return;
  const { canary: rules, revision } = experiment;
  const seen = await count(em, experiment);
  const breach = breachOf(rules, seen);
  if (!breach && !isStepOver(experiment, rules, seen)) return;
  await write(em, async (tx) => {
    await lockModel(tx, experiment.model.id);
    const locked = await lockExperiment(tx, experimentId);
    if (!locked.isRunning() || locked.revision !== revision) return;
    const common = { actor: ACTOR, numbers: seen.numbers };
    if (breach) return endExperiment(tx, locked, { ...common, state: 'ROLLED_BACK', reason: breach });
    const next = rules.steps[locked.stage];
    if (next) return growShare(tx, locked, { ...common, share: next.share, reason: `Step ${locked.stage} of ${rules.steps.length} is over without a breach.` });
    if (rules.promoteAtEnd) await conclude(tx, locked, { ...common, decision: 'PROMOTE_CANDIDATE', reason: `All ${rules.steps.length} steps are over without a breach.` });
  });
}

async function count(em: EntityManager, experiment: Experiment): Promise<Seen> {
  // Two bounds, so each may be wrong half as often.
  const sequential = { alpha: (1 - experiment.plan.confidence) / 2, effect: experiment.plan.minimumEffect };
  const answers = await countFirstAnswers(em, experiment);
  const satisfaction = compare(await countFirstRatings(em, experiment), sequential);
  const errors = compare(answers, sequential);
  return { satisfaction, errors, subjects: answers[experiment.stage - 1]?.candidate.subjects ?? 0, numbers: [...numbersOf('satisfaction', satisfaction), ...numbersOf('errors', errors)] };
}

/** In words; undefined where no bound is breached. A bound is breached where the whole interval lies beyond it. */
function breachOf({ maximumSatisfactionDrop, maximumErrorIncrease }: CanaryRules, { satisfaction, errors }: Seen): string | undefined {
  const points = (difference: number) => `${(100 * Math.abs(difference)).toFixed(1)} points`;
  if (satisfaction.sequential && satisfaction.sequential.high < -maximumSatisfactionDrop) {
    const { difference, high } = satisfaction.sequential;
    return `Satisfaction with the candidate is ${points(difference)} lower, certainly ${points(high)}; at most ${points(maximumSatisfactionDrop)} were allowed.`;
  }
  if (errors.sequential && errors.sequential.low > maximumErrorIncrease) {
    const { difference, low } = errors.sequential;
    return `The candidate fails ${points(difference)} more often, certainly ${points(low)}; at most ${points(maximumErrorIncrease)} were allowed.`;
  }
  return undefined;
}

function isStepOver({ stage, stageStartedAt }: Experiment, { steps, minimumSubjects, promoteAtEnd }: CanaryRules, { subjects }: Seen): boolean {
  const step = steps[stage - 1];
  if (!step || (stage === steps.length && !promoteAtEnd)) return false;
  return subjects >= minimumSubjects && Date.now() - stageStartedAt.getTime() >= step.seconds * 1000;
}
