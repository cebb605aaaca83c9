import type { Executor } from 'flywheel/plugin';
import { load } from './load.ts';
import type { Hyperparameters, Prompt } from './settings.ts';
import { train } from './train.ts';

export const executor: Executor<Hyperparameters, Prompt, 'IMAGE'> = { train, load };
