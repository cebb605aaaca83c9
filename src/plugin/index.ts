/** The public door for plugins: everything that an algorithm, ours or a stranger's, is written against. */
export * from './class-counts.ts';
export * from './compile.ts';
export * from './dataset.ts';
export * from './define-config.ts';
export * from './define-plugin.ts';
export * from './executor.ts';
export * from './export-graph.ts';
export * from './layers-model.ts';
export * from './neural-ops.ts';
export * from './parse-values.ts';
export * from './ranking.ts';
export * from './running-means.ts';
export * from './schedules.ts';
export * from './scores.ts';
export * from './spec.ts';
export * from './tensors.ts';
export * from './training-loop.ts';
