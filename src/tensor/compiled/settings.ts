import type { Optimizer, Variable } from '@tensorflow/tfjs';
import type { Guard, Recording } from './recording.ts';
import { describe } from './step-values.ts';

/** Counts the calls; a replay counts on. */
const COUNTER = 'iterations_';

/** What JavaScript decides a step by, and a graph can be asked about: it is looked at before every run. */
export interface Settings {
  areKept(): boolean;
}

/**
 * The settings that optimizers of TensorFlow.js keep in JavaScript, such as `learningRate`; the guards of steps within
 * the step; which variables are trained.
 */
export function settingsOf({ optimizers, guards, inputs }: Recording): Settings {
  const variables = inputs.flatMap(({ origin }) => (origin.kind === 'variable' ? [origin.variable] : []));
  const now = () => `${optimizers.map(ofOptimizer).join(' ')} ${guards.map(ofGuard).join(' ')} ${variables.map(ofVariable).join('')}`;
  const then = now();
  return { areKept: () => now() === then };
}

function ofOptimizer(optimizer: Optimizer): string {
  return Object.entries(optimizer).filter(isSetting).join();
}

function isSetting([name, value]: [string, unknown]): boolean {
  return name !== COUNTER && ['number', 'boolean', 'string'].includes(typeof value);
}

function ofGuard(guard: Guard): string {
  return describe(guard());
}

function ofVariable({ trainable }: Variable): string {
  return trainable ? '1' : '0';
}
