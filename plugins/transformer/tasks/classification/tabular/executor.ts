import type { TaskExecutor } from '../../../task.ts';
import { load } from './load.ts';
import { train } from './train.ts';

export const executor: TaskExecutor<'TABULAR'> = { train, load };
