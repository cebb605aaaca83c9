import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LabelWeigher, WeighedAnswers } from '../domain/ports.ts';
import type { AnswerTable } from './answer-table.ts';

/** Weighs answers in a thread of its own, one table after another. */
export class ThreadedLabelWeigher implements LabelWeigher {
  #last: Promise<unknown> = Promise.resolve();

  weigh(table: AnswerTable): Promise<WeighedAnswers> {
    const weighed = this.#last.then(() => inThread(table));
    this.#last = weighed.catch(() => undefined);
    return weighed;
  }
}

async function inThread(table: AnswerTable): Promise<WeighedAnswers> {
  const thread = new Worker(new URL('./weigh-thread.ts', import.meta.url), { workerData: table, execArgv: [], name: 'weighing' });
  try {
    // `once` rejects with what the thread threw.
    const [weighed] = (await once(thread, 'message')) as [WeighedAnswers];
    return weighed;
  } finally {
    await thread.terminate();
  }
}
