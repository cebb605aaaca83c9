import { ref } from '@mikro-orm/postgresql';
import { write } from '../../caller.ts';
import { Evaluation } from '../../entities/evaluation.ts';
import type { FlywheelCycle } from '../../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../entities/flywheel-policy.ts';
import { ModelAlias } from '../../entities/model-alias.ts';
import { withoutSplit } from '../../evaluations/compare-evaluations.ts';
import { compareStored } from '../../evaluations/compare-stored.ts';
import { lockModel, PRODUCTION } from '../../models/move-alias.ts';
import type { FlywheelServices } from '../services.ts';
import { type GateVerdict, judge } from '../gate.ts';
import { leaveDataOut } from '../leave-data-out.ts';
import { changeState, cycleIn, lockPolicy } from '../lock-cycle.ts';
import { promote } from '../promote.ts';
import { requestBoth } from './request-both.ts';
import { goOn, remember } from './step.ts';

/** Once both are measured: the gate promotes, holds, or asks a person. */
export async function evaluate(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  const { em } = services;
  const own = await em.findOneOrFail(Evaluation, cycle.candidateEvaluation?.id ?? '');
  const other = cycle.baselineEvaluation ? await em.findOneOrFail(Evaluation, cycle.baselineEvaluation.id) : null;
  const failed = [own, other].find((evaluation) => evaluation?.state === 'FAILED' || evaluation?.state === 'CANCELED');
  if (failed) return goOn(em, policy, cycle, { state: 'FAILED', reason: `An evaluation ${failed.state === 'FAILED' ? `failed: ${failed.failure ?? ''}` : 'was canceled.'}` });
  if (own.state !== 'SUCCEEDED' || (other && other.state !== 'SUCCEEDED')) return;
  if (await hasProductionMoved(services, policy, cycle)) return measureAnew(services, policy, cycle);
  const valueOf = (evaluation: Evaluation | null) => evaluation?.result?.metrics.find(({ name }) => withoutSplit(name) === cycle.rules.metric)?.value ?? null;
  await decide(services, policy, cycle, other ? judge(await compareStored(services.evaluations, own, other), cycle.rules) : FIRST, { candidateValue: valueOf(own), baselineValue: valueOf(other) });
}

const FIRST: GateVerdict = { passes: true, doesHarm: false, reason: 'Nothing was in production; this is the first.', numbers: [] };

async function hasProductionMoved({ em }: FlywheelServices, policy: FlywheelPolicy, { baseline }: FlywheelCycle): Promise<boolean> {
  const alias = await em.findOne(ModelAlias, { model: policy.model.id, alias: PRODUCTION }, { disableIdentityMap: true });
  return (alias?.modelVersion.id ?? null) !== (baseline?.id ?? null);
}

/** Somebody moved production meanwhile: the candidate has to be better than what is there now. */
async function measureAnew(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  const { baseline, baselineEvaluation } = await requestBoth(services, policy, cycle, cycle.candidate?.id ?? '');
  if (!baseline) return goOn(services.em, policy, cycle, { state: 'PROMOTED', reason: 'A person has put it into production.' });
  await remember(services.em, policy, cycle, (own) => {
    Object.assign(own, { baseline: ref(baseline), baselineEvaluation: baselineEvaluation && ref(baselineEvaluation) });
  });
}

async function decide({ em }: FlywheelServices, policy: FlywheelPolicy, { id, rules }: FlywheelCycle, { passes, doesHarm, reason, numbers }: GateVerdict, values: Pick<FlywheelCycle, 'candidateValue' | 'baselineValue'>): Promise<void> {
  await write(em, async (tx) => {
    await lockModel(tx, policy.model.id);
    const locked = await lockPolicy(tx, policy.id);
    const cycle = await cycleIn(tx, id, 'EVALUATING');
    if (!cycle) return;
    Object.assign(cycle, values);
    if (!passes) {
      if (doesHarm) await leaveDataOut(tx, locked, cycle);
      return changeState(tx, locked, cycle, { state: 'HELD', reason, numbers });
    }
    if (rules.requireApproval) return changeState(tx, locked, cycle, { state: 'AWAITING_APPROVAL', reason: `${reason} A person has to agree.`, numbers });
    await promote(tx, locked, cycle, { reason, numbers });
  });
}
