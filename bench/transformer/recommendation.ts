/**
 * Next items of MovieLens-100K, leave-one-out, as JSON lines:
 * `node --import tsx bench/transformer/recommendation.ts FOLDER_OF_U_DATA [epochs=60 …]`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from 'flywheel/plugin';
import { executor } from '../../plugins/transformer/tasks/recommendation/executor.ts';
import { fit } from '../../plugins/transformer/tasks/recommendation/fit.ts';
import { runTask } from './run-task.ts';

const [folder, ...assignments] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where u.data is: node --import tsx bench/transformer/recommendation.ts FOLDER [epochs=60]');
await runTask(await readMovieLens(join(folder, 'u.data')), executor, fit, assignments);

interface Interaction {
  readonly user: string;
  readonly item: string;
  readonly value: number;
  readonly time: number;
}

/** Each user's last interaction is the test's, the last but one the validation's; equal times stay in the order of the file. */
async function readMovieLens(file: string): Promise<Dataset<'INTERACTION'>> {
  const rows = (await readFile(file, 'utf8')).trim().split('\n').map((line): Interaction => {
    const [user = '', item = '', value, time] = line.split('\t');
    return { user, item, value: Number(value), time: Number(time) };
  });
  rows.sort((a, b) => a.time - b.time);
  const left = new Map<string, number>();
  for (const { user } of rows) left.set(user, (left.get(user) ?? 0) + 1);
  const splits: Record<'TRAIN' | 'VALIDATION' | 'TEST', Interaction[]> = { TRAIN: [], VALIDATION: [], TEST: [] };
  for (const row of rows) {
    const after = (left.get(row.user) ?? 0) - 1;
    left.set(row.user, after);
    splits[after === 0 ? 'TEST' : after === 1 ? 'VALIDATION' : 'TRAIN'].push(row);
  }
  return {
    kind: 'INTERACTION',
    classes: [],
    counts: { TRAIN: splits.TRAIN.length, VALIDATION: splits.VALIDATION.length, TEST: splits.TEST.length },
    users: left.size,
    items: new Set(rows.map(({ item }) => item)).size,
    async *batches({ split, size, from = 0 }) {
      for (let start = from * size; start < splits[split].length; start += size) {
        const part = splits[split].slice(start, start + size);
        yield {
          count: part.length,
          users: part.map(({ user }) => user),
          items: part.map(({ item }) => item),
          values: Float64Array.from(part, ({ value }) => value),
          times: Float64Array.from(part, ({ time }) => time),
        };
      }
    },
  };
}
