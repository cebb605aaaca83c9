/** Takes train jobs and tells the test of each; ends one when told to. Arguments: database URL, whether to hold jobs. */
import process from 'node:process';
import { openJobQueue } from '../../../src/jobs/queue.ts';
import { createLogger } from '../../../src/logging.ts';

const [databaseUrl = '', hold] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const queue = await openJobQueue({ databaseUrl, role: 'work', logger: createLogger('error', 'queue-worker') });
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'stop' in message) void queue.close().then(() => process.exit());
});
await queue.work('train', 1, async ({ job, attempt, signal }) => {
  process.send?.({ taken: job.trainingRunId, attempt, at: Date.now() });
  if (hold !== 'hold') return;
  await new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('handed back')), { once: true });
  });
});
process.send?.({ ready: true });
