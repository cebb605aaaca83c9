/** Public as `flywheel/plugin/testing`: runs a plugin as a server would, in the process of its tests, with neither server nor database. */
export { pluginProblems } from '../plugins/plugin-problems.ts';
export { barsDataset, type BarsOptions } from './bars-dataset.ts';
export type { TestCheckpoint } from './checkpoints.ts';
export { openTestHost, type TestHost } from './host.ts';
export type { TestRun, TrainOptions } from './train-once.ts';
export type { StepReport } from './watched-steps.ts';
