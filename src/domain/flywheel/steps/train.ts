import { ref } from '@mikro-orm/postgresql';
import type { FlywheelCycle } from '../../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../entities/flywheel-policy.ts';
import { TrainingRun } from '../../entities/training-run.ts';
import type { FlywheelServices } from '../services.ts';
import { requestBoth } from './request-both.ts';
import { goOn } from './step.ts';

/** A run that made a candidate has it measured beside production, on the test split that neither has learned from. */
export async function train(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  const run = await services.em.findOneOrFail(TrainingRun, cycle.trainingRun?.id ?? '');
  if (!run.isFinished()) return;
  if (run.state !== 'SUCCEEDED' || !run.modelVersion) {
    return goOn(services.em, policy, cycle, { state: 'FAILED', reason: run.state === 'CANCELED' ? 'The training run was canceled.' : `The training run failed: ${run.failure ?? ''}` });
  }
  const candidate = await run.modelVersion.loadOrFail();
  const measured = await requestBoth(services, policy, cycle, candidate.id);
  const beside = measured.baseline ? `version ${measured.baseline.number}, in production` : 'nothing, for nothing is in production';
  await goOn(services.em, policy, cycle, { state: 'EVALUATING', reason: `Version ${candidate.number} is measured beside ${beside}.` }, (own) => {
    Object.assign(own, { candidate: ref(candidate), baseline: measured.baseline && ref(measured.baseline), candidateEvaluation: ref(measured.candidateEvaluation), baselineEvaluation: measured.baselineEvaluation && ref(measured.baselineEvaluation) });
  });
}
