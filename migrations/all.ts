import { Initial } from './20261123000000_initial.ts';
import { TrainingRunPrecision } from './20261124000000_training_run_precision.ts';
import { GenerationFollower } from './20261124100000_generation_follower.ts';
import { DatasetKinds } from './20261124110000_dataset_kinds.ts';
import { DerivedVersions } from './20261125100000_derived_versions.ts';
import { ClassBalance } from './20261125110000_class_balance.ts';
import { DatasetRecord } from './20261125130000_dataset_record.ts';
import { Evaluations } from './20261125200000_evaluation.ts';
import { EvaluationProgress } from './20261126100000_evaluation_progress.ts';
import { Lineage } from './20261126110000_lineage.ts';
import { PromotionHistory } from './20261126110000_promotion_history.ts';
import { Experiments } from './20261126120000_experiments.ts';
import { InitialModelVersion } from './20261126130000_initial_model_version.ts';
import { DatasetExports } from './20261126150000_dataset_export.ts';
import { FeedbackKinds } from './20261126200000_feedback_kinds.ts';
import { ConsensusLabels } from './20261126210000_consensus_label.ts';
import { Reviews } from './20261126220000_review.ts';
import { Flywheel } from './20261126230000_flywheel.ts';
import { Erasures } from './20261127100000_erasure.ts';
import { FlywheelDriftAndBudget } from './20261129230000_flywheel_drift_and_budget.ts';

/** In the order in which they run; a released one is never edited. */
export const migrations = [
  { name: '20261123000000_initial', class: Initial },
  { name: '20261124000000_training_run_precision', class: TrainingRunPrecision },
  { name: '20261124100000_generation_follower', class: GenerationFollower },
  { name: '20261124110000_dataset_kinds', class: DatasetKinds },
  { name: '20261125100000_derived_versions', class: DerivedVersions },
  { name: '20261125110000_class_balance', class: ClassBalance },
  { name: '20261125130000_dataset_record', class: DatasetRecord },
  { name: '20261125200000_evaluation', class: Evaluations },
  { name: '20261126100000_evaluation_progress', class: EvaluationProgress },
  { name: '20261126110000_lineage', class: Lineage },
  { name: '20261126110000_promotion_history', class: PromotionHistory },
  { name: '20261126120000_experiments', class: Experiments },
  { name: '20261126130000_initial_model_version', class: InitialModelVersion },
  { name: '20261126150000_dataset_export', class: DatasetExports },
  { name: '20261126200000_feedback_kinds', class: FeedbackKinds },
  { name: '20261126210000_consensus_label', class: ConsensusLabels },
  { name: '20261126220000_review', class: Reviews },
  { name: '20261126230000_flywheel', class: Flywheel },
  { name: '20261127100000_erasure', class: Erasures },
  { name: '20261129230000_flywheel_drift_and_budget', class: FlywheelDriftAndBudget },
];
