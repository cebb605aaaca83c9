import * as refs from './refs.ts';

/** The types that a plugin may extend with fields of its own. */
export const coreRefs = {
  DatasetVersion: refs.DatasetVersionNode,
  TrainingRun: refs.TrainingRunNode,
  Model: refs.ModelNode,
  ModelVersion: refs.ModelVersionNode,
  Generation: refs.GenerationNode,
};
export type CoreRefs = typeof coreRefs;
