import type { Optimizer } from '@tensorflow/tfjs';

/** Counts the calls; a replay counts on. */
const COUNTER = 'iterations_';

/** The settings that optimizers of TensorFlow.js keep in JavaScript, such as `learningRate`, as a string that changes with them. */
export function optimizerSettings(optimizers: readonly Optimizer[]): string {
  return optimizers.map((optimizer) => Object.entries(optimizer).filter(isSetting).join()).join(' ');
}

function isSetting([name, value]: [string, unknown]): boolean {
  return name !== COUNTER && ['number', 'boolean', 'string'].includes(typeof value);
}
