import type { TaskExecutor } from '../../task.ts';
import { load } from './generate.ts';
import { train } from './train.ts';

export const executor: TaskExecutor<'TEXT_PAIR'> = { train, load };
