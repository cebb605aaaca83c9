import type { DatasetDescription, Executor } from 'flywheel/plugin';
import { z } from 'zod';
import { chooseTask } from './choose-task.ts';
import { forKind } from './for-kind.ts';
import type { Hyperparameters, Task } from './hyperparameters.ts';
import type { Prompt } from './prompt.ts';

type TransformerExecutor = Executor<Hyperparameters, Prompt>;

/** Each task is loaded when it is needed: their tokenizers and networks have little in common. */
async function executorOf(task: Task, { kind }: Pick<DatasetDescription, 'kind'>): Promise<TransformerExecutor> {
  switch (kind) {
    case 'TEXT':
      return task === 'LANGUAGE_MODEL'
        ? forKind('TEXT', (await import('./tasks/language-model/executor.ts')).executor)
        : forKind('TEXT', (await import('./tasks/classification/text/executor.ts')).executor);
    case 'IMAGE':
      return forKind('IMAGE', (await import('./tasks/classification/image/executor.ts')).executor);
    case 'TABULAR':
      return forKind('TABULAR', (await import('./tasks/classification/tabular/executor.ts')).executor);
    case 'TEXT_PAIR':
      return forKind('TEXT_PAIR', (await import('./tasks/translation/executor.ts')).executor);
    case 'INTERACTION':
      return forKind('INTERACTION', (await import('./tasks/recommendation/executor.ts')).executor);
  }
}

/** All of a model's description that every task has. */
const modelFile = z.object({ format: z.literal('flywheel-transformer'), task: z.enum(['CLASSIFICATION', 'TRANSLATION', 'LANGUAGE_MODEL', 'RECOMMENDATION']) });

export const executor: TransformerExecutor = {
  async *train(context) {
    const chosen = chooseTask(context.hyperparameters.task, context.data);
    if ('issue' in chosen) throw new Error(`The task ${chosen.issue}.`);
    const { train } = await executorOf(chosen.task, context.data);
    yield* train(context);
  },
  async load(context) {
    const { task } = modelFile.parse(JSON.parse(new TextDecoder().decode(await context.readFile('flywheel.json'))));
    const { load } = await executorOf(task, context.dataset);
    return load(context);
  },
};
