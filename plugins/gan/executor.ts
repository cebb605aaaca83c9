import type { Executor } from 'flywheel/plugin';
import { load } from './generate.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Prompt } from './prompt.ts';
import { train } from './train.ts';

export const executor: Executor<Hyperparameters, Prompt, 'IMAGE'> = { train, load };
