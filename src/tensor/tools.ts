import type { Backend, Compile, CreateOptimizer, Feed, ExportGraph, NeuralOps, TensorFlow } from '../plugin/index.ts';
import { createCompile } from './compiled/create-compile.ts';
import { feedScalar } from './compiled/feed.ts';
import { createExportGraph } from './export/export-graph.ts';
import { createNeuralOps } from './fused/neural-ops.ts';
import { createOptimizerFactory } from './optimizers/create-optimizer.ts';

/** What plugins compute with, on one backend. */
export interface TensorTools {
  readonly tf: TensorFlow;
  readonly compile: Compile;
  readonly feed: Feed;
  readonly nn: NeuralOps;
  readonly exportGraph: ExportGraph;
  readonly createOptimizer: CreateOptimizer;
}

/** @param warn is told, once for each step, why a step is not run as a graph. */
export function createTensorTools(tf: TensorFlow, backend: Backend, warn: (sentence: string) => void): TensorTools {
  return {
    tf,
    compile: createCompile(tf, backend, warn),
    feed: (compute) => feedScalar(tf, compute),
    nn: createNeuralOps(tf),
    exportGraph: createExportGraph(tf),
    createOptimizer: createOptimizerFactory(tf),
  };
}
