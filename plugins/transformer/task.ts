import type { DatasetKind, Executor, ParsedValues, DescriptionOf, Values } from 'flywheel/plugin';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Prompt } from './prompt.ts';

/** What a task learns and answers, for the kinds of data that it takes. */
export type TaskExecutor<K extends DatasetKind> = Executor<Hyperparameters, Prompt, K>;

/** The task's part of `fitHyperparameters`: light, for it runs in the API process. */
export type FitTask<K extends DatasetKind> = (given: Values<Hyperparameters>, dataset: DescriptionOf<K>) => ParsedValues<Hyperparameters>;
