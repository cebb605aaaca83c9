import type { Evaluation } from '../../entities/evaluation.ts';
import type { FlywheelCycle } from '../../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../entities/flywheel-policy.ts';
import { ModelAlias } from '../../entities/model-alias.ts';
import { ModelVersion } from '../../entities/model-version.ts';
import { requestEvaluation } from '../../evaluations/request-evaluation.ts';
import { PRODUCTION } from '../../models/move-alias.ts';
import type { FlywheelServices } from '../services.ts';
import { policyCaller } from '../policy-caller.ts';

export interface Measured {
  readonly candidateEvaluation: Evaluation;
  /** What is in production now; null where nothing is. */
  readonly baseline: ModelVersion | null;
  readonly baselineEvaluation: Evaluation | null;
}

/** Has the candidate and what is in production measured on the test split of the cycle's dataset version; what was measured already stays. */
export async function requestBoth(services: FlywheelServices, policy: FlywheelPolicy, { datasetVersion }: FlywheelCycle, candidateId: string): Promise<Measured> {
  const on = { datasetVersionId: datasetVersion?.id ?? '', split: 'TEST' } as const;
  const caller = policyCaller(policy);
  const alias = await services.em.findOne(ModelAlias, { model: policy.model.id, alias: PRODUCTION }, { disableIdentityMap: true });
  const baseline = alias && alias.modelVersion.id !== candidateId ? await services.em.findOneOrFail(ModelVersion, alias.modelVersion.id) : null;
  return {
    candidateEvaluation: await requestEvaluation(services, caller, { ...on, modelVersionId: candidateId }),
    baseline,
    baselineEvaluation: baseline && (await requestEvaluation(services, caller, { ...on, modelVersionId: baseline.id })),
  };
}
