import { choice, float, int } from 'flywheel/plugin';

export const hyperparameters = {
  epochs: int({ default: 2, minimum: 1, maximum: 100_000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 32, minimum: 1, maximum: 1024, description: 'Images per step.' }),
  learningRate: float({ default: 0.05, minimum: 0, maximum: 1, description: 'Of Adam.' }),
  fault: choice({
    enumName: 'PixelsFault',
    values: ['NONE', 'THROW', 'NOT_A_NUMBER', 'BUSY', 'CRASH', 'FROZEN', 'WORSE', 'NO_MODEL', 'LEAK', 'QUIET', 'HUNGRY', 'UNREADABLE'],
    default: 'NONE',
    description: 'What goes wrong at faultStep, or with the model.',
  }),
  faultStep: int({ default: 10, minimum: 0, maximum: 1_000_000, description: 'Step after which it goes wrong.' }),
  slowFrom: int({ default: 1_000_000, minimum: 0, maximum: 1_000_000, description: 'Step from which a run that did not resume takes 200 ms for each, so that it is still there when a test acts.' }),
  pause: int({ default: 0, minimum: 0, maximum: 1000, description: 'Waited after each step, milliseconds.' }),
};
export type Hyperparameters = typeof hyperparameters;

export const prompt = { count: int({ default: 1, minimum: 1, maximum: 16, description: 'Images to make.' }) };
export type Prompt = typeof prompt;
