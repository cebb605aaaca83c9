import { isToTrainer, type TrainerEnd, type TrainerTask } from './protocol.ts';
import { failureDetail, failureSentence } from './trainer/failure.ts';
import { Outbox } from './trainer/outbox.ts';
import { runTraining } from './trainer/run-training.ts';
import { Watch } from './trainer/watch.ts';

/** The trainer: a child of the worker, for one attempt of one run. No database, no GraphQL, no secrets. */
async function main(): Promise<void> {
  // A signal to the whole process group is for the worker to act upon; this process ends when it is told to, or alone.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const watch = new Watch();
  const task = await nextTask();
  const outbox = new Outbox();
  await outbox.end(await end(task, outbox, watch));
  process.exit(0);
}

async function end(task: TrainerTask, outbox: Outbox, watch: Watch): Promise<TrainerEnd> {
  try {
    return await runTraining(task, outbox, watch);
  } catch (error) {
    if (watch.signal.aborted) return { type: 'stopped' };
    return { type: 'failed', message: failureSentence(error), detail: failureDetail(error) };
  }
}

function nextTask(): Promise<TrainerTask> {
  return new Promise((resolve) => {
    process.on('message', function listen(message: unknown) {
      if (!isToTrainer(message) || message.type !== 'task') return;
      process.off('message', listen);
      resolve(message.task);
    });
  });
}

await main();
