import type { Executor, LoadedModel, TrainContext, TrainEvent } from 'flywheel/plugin';
import { generate } from './generate.ts';
import type { hyperparameters, prompt } from './settings.ts';

type Hyperparameters = typeof hyperparameters;
type Prompt = typeof prompt;

async function* train({ hyperparameters }: TrainContext<Hyperparameters, 'IMAGE'>): AsyncGenerator<TrainEvent, void, void> {
  yield { type: 'log', line: `a width of ${hyperparameters.width}` };
  yield { type: 'log', line: 'look \0here', level: 'WARNING' };
  yield { type: 'metrics', step: 1, values: { 'train/loss': 1 }, progress: { epoch: 1, epochs: 1, step: 1, steps: 1 } };
  yield {
    type: 'samples',
    step: 1,
    outputs: [
      { type: 'text', text: hyperparameters.samples === 'NUL' ? 'a\0b' : 'once upon a time' },
      { type: 'classification', label: 'cat', probabilities: [{ label: 'cat', probability: 0.75 }, { label: 'dog', probability: 0.25 }] },
      { type: 'recommendation', items: [{ item: 'Casablanca', score: 2.5 }] },
    ],
  };
  yield { type: 'model', files: [{ path: 'words.bin', bytes: Uint8Array.of(1) }], parameterCount: 1 };
}

async function load(): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  return { evaluate: async () => ({ loss: 0 }), generate, dispose: () => undefined };
}

export const executor: Executor<Hyperparameters, Prompt, 'IMAGE'> = { train, load };
