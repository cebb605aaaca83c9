import { setTimeout as wait } from 'node:timers/promises';
import type { Executor, LoadContext, LoadedModel, TrainContext, TrainEvent } from 'flywheel/plugin';
import type { hyperparameters, prompt } from './settings.ts';

type Hyperparameters = typeof hyperparameters;
type Prompt = typeof prompt;

const FILE = 'answer.txt';

async function* train({ hyperparameters: { answer, breaks } }: TrainContext<Hyperparameters, 'IMAGE'>): AsyncGenerator<TrainEvent, void, void> {
  yield { type: 'metrics', step: 1, values: { 'train/loss': 1 }, progress: { epoch: 1, epochs: 1, step: 1, steps: 1 } };
  yield { type: 'model', files: [{ path: FILE, bytes: new TextEncoder().encode(breaks ? 'BREAKS' : answer) }], parameterCount: 1 };
}

async function load({ readFile }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const answer = new TextDecoder().decode(await readFile(FILE));
  return {
    evaluate: async () => ({ loss: 0 }),
    async *generate({ prompt, signal }) {
      await wait(prompt.seconds * 1000, undefined, { signal });
      if (answer === 'BREAKS') throw new Error('I am broken.');
      const other = answer === 'YES' ? 'NO' : 'YES';
      yield { type: 'classification', label: answer, probabilities: [{ label: answer, probability: 0.75 }, { label: other, probability: 0.25 }] };
    },
    dispose: () => undefined,
  };
}

export const executor: Executor<Hyperparameters, Prompt, 'IMAGE'> = { train, load };
