import { Initial } from './20261123000000_initial.ts';
import { TrainingRunPrecision } from './20261124000000_training_run_precision.ts';
import { GenerationFollower } from './20261124100000_generation_follower.ts';
import { DerivedVersions } from './20261125100000_derived_versions.ts';
import { DatasetKinds } from './20261124110000_dataset_kinds.ts';
import { DatasetRecord } from './20261125130000_dataset_record.ts';
import { ClassBalance } from './20261125110000_class_balance.ts';
import { Evaluations } from './20261125200000_evaluation.ts';
import { DatasetExports } from './20261126150000_dataset_export.ts';
import { Erasures } from './20261127100000_erasure.ts';

/** In the order in which they run; a released one is never edited. */
export const migrations = [
  { name: '20261123000000_initial', class: Initial },
  { name: '20261124000000_training_run_precision', class: TrainingRunPrecision },
  { name: '20261124100000_generation_follower', class: GenerationFollower },
  { name: '20261124110000_dataset_kinds', class: DatasetKinds },
  { name: '20261125110000_class_balance', class: ClassBalance },
  { name: '20261125100000_derived_versions', class: DerivedVersions },
  { name: '20261125130000_dataset_record', class: DatasetRecord },
  { name: '20261125200000_evaluation', class: Evaluations },
  { name: '20261126150000_dataset_export', class: DatasetExports },
  { name: '20261127100000_erasure', class: Erasures },
];
