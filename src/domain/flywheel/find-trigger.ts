import type { EntityManager } from '@mikro-orm/postgresql';
import { weighFeedback, type WeighingServices } from '../consensus/weigh-feedback.ts';
import type { DecisionNumber } from '../decision-number.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { wilson } from '../wilson.ts';
import { answerDrift } from './answer-drift.ts';
import type { FlywheelRules, FlywheelTrigger } from './rules.ts';
import { countNewLabels, countProductionRatings, countUnweighed } from './usable-feedback.ts';
import { whyWaiting } from './why-waiting.ts';

export interface Trigger {
  readonly trigger: FlywheelTrigger;
  readonly numbers: readonly DecisionNumber[];
}

/** What sets a cycle off now; undefined where nothing does. Feedback is weighed only where what waits could make a difference. */
export async function findTrigger(services: WeighingServices, policy: FlywheelPolicy): Promise<Trigger | undefined> {
  const { em } = services;
  const { rules } = policy;
  const most = (await countNewLabels(em, policy)) + (await countUnweighed(em, policy));
  if (most === 0 || (await whyWaiting(em, policy))) return undefined;
  const other = await findOther(em, policy);
  const wanted = other ? 1 : rules.minimumFeedback;
  if (most < wanted) return undefined;
  await weighFeedback(services, await policy.model.loadOrFail());
  const usable = await countNewLabels(em, policy);
  if (usable < wanted) return undefined;
  const numbers = [{ name: 'feedback/usable', value: usable }];
  if (usable >= rules.minimumFeedback || !other) return { trigger: 'FEEDBACK', numbers };
  return { trigger: other.trigger, numbers: [...numbers, ...other.numbers] };
}

async function findOther(em: EntityManager, policy: FlywheelPolicy): Promise<Trigger | undefined> {
  const { everySeconds, minimumSatisfaction, maximumDrift } = policy.rules;
  if (minimumSatisfaction !== null) {
    const dissatisfied = await dissatisfaction(em, policy, { minimumSatisfaction });
    if (dissatisfied) return dissatisfied;
  }
  const drift = maximumDrift === null ? null : await answerDrift(em, policy);
  if (drift && maximumDrift !== null && drift.stability > maximumDrift) return { trigger: 'DRIFT', numbers: [{ name: 'drift', value: drift.stability }, { name: 'drift/answers', value: drift.answers }] };
  if (everySeconds === null) return undefined;
  const newest = await em.findOne(FlywheelCycle, { policy: policy.id }, { orderBy: { number: 'desc' }, disableIdentityMap: true });
  return secondsSince(newest?.createdAt ?? policy.createdAt) >= everySeconds ? { trigger: 'SCHEDULE', numbers: [] } : undefined;
}

/** Beyond doubt: the whole 95 % interval lies below. */
async function dissatisfaction(em: EntityManager, policy: FlywheelPolicy, { minimumSatisfaction }: { [K in 'minimumSatisfaction']: NonNullable<FlywheelRules[K]> }): Promise<Trigger | undefined> {
  const { positive, total } = await countProductionRatings(em, policy);
  if (total === 0) return undefined;
  const { share, high } = wilson(positive, total);
  return high < minimumSatisfaction ? { trigger: 'SATISFACTION', numbers: [{ name: 'satisfaction', value: share }, { name: 'satisfaction/high', value: high }] } : undefined;
}

const secondsSince = (time: Date) => (Date.now() - time.getTime()) / 1000;
