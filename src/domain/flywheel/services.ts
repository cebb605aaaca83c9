import type { Services } from '../caller.ts';
import type { WeighingServices } from '../consensus/weigh-feedback.ts';
import type { EvaluationFiles } from '../evaluations/evaluation-files.ts';
import type { BalanceServices } from '../training-runs/balance-run.ts';

/** What a worker turns wheels with. */
export type FlywheelServices = Services & BalanceServices & WeighingServices & { readonly evaluations: EvaluationFiles };
