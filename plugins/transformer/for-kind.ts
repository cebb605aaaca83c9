import { isOfKind, type Batch, type DatasetDescription, type DatasetKind, type DescriptionOf, type Executor, type InitialModel } from 'flywheel/plugin';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Prompt } from './prompt.ts';
import type { TaskExecutor } from './task.ts';

/** A task as one that any kind of data may be given to; others than its own are refused. */
export function forKind<K extends DatasetKind>(kind: K, executor: TaskExecutor<K>): Executor<Hyperparameters, Prompt> {
  return {
    train(context) {
      const { data, initial } = context;
      if (!isOfKind(data, kind)) throw wrongKind(kind, data.kind);
      return executor.train({ ...context, data, initial: initial && initialOfKind(initial, kind) });
    },
    async load(context) {
      const { dataset } = context;
      if (!isDescriptionOf(dataset, kind)) throw wrongKind(kind, dataset.kind);
      const model = await executor.load({ ...context, dataset });
      const { classifier, scorer } = model;
      return {
        classifier: classifier && {
          classes: classifier.classes,
          logits(batch) {
            if (!isBatchOf(batch, kind)) throw wrongKind(kind, dataset.kind);
            return classifier.logits(batch);
          },
        },
        scorer: scorer && {
          ...scorer,
          score({ data, ...context }) {
            if (!isOfKind(data, kind)) throw wrongKind(kind, data.kind);
            return scorer.score({ ...context, data });
          },
        },
        generate: (prompt) => model.generate(prompt),
        dispose: () => model.dispose(),
        evaluate({ data, ...evaluation }) {
          if (!isOfKind(data, kind)) throw wrongKind(kind, data.kind);
          return model.evaluate({ ...evaluation, data });
        },
      };
    },
  };
}

function initialOfKind<K extends DatasetKind>({ readFile, dataset }: InitialModel, kind: K): InitialModel<K> {
  if (!isDescriptionOf(dataset, kind)) throw wrongKind(kind, dataset.kind);
  return { readFile: (path) => readFile(path), dataset };
}

function isDescriptionOf<K extends DatasetKind>(dataset: DatasetDescription, kind: K): dataset is DescriptionOf<K> {
  return dataset.kind === kind;
}

/** Each kind's batches have content of their own. */
const contentOf = { IMAGE: 'images', TEXT: 'texts', TEXT_PAIR: 'sources', TABULAR: 'numbers', INTERACTION: 'users' } as const satisfies Record<DatasetKind, string>;

function isBatchOf<K extends DatasetKind>(batch: Batch, kind: K): batch is Batch<K> {
  return contentOf[kind] in batch;
}

const wrongKind = (wanted: DatasetKind, given: DatasetKind) => new Error(`This task takes data of kind ${wanted}, not ${given}.`);
