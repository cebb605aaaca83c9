/**
 * English to German on Multi30k with the plugin's defaults: its curve, then BLEU of the test file by beam search, which
 * is sacrebleu's, as JSON lines: `node --import tsx bench/transformer/translation.ts FOLDER [--minutes 30] [seed=1 epochs=4 …]`.
 * `--minutes` sets the epochs in proportion to the default's half hour on two cores; no clock ends the run.
 */
import { parseArgs } from 'node:util';
import { executor } from '../../plugins/transformer/tasks/translation/executor.ts';
import { fit } from '../../plugins/transformer/tasks/translation/fit.ts';
import type { FitTask } from '../../plugins/transformer/task.ts';
import { readMulti30k } from './multi30k.ts';
import { runTask } from './run-task.ts';

const DEFAULT_MINUTES = 30;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string' } } });
const [folder, ...assignments] = positionals;
if (folder === undefined) throw new Error('Say where Multi30k is: node --import tsx bench/transformer/translation.ts FOLDER [--minutes 30]');
const share = Number(values.minutes ?? DEFAULT_MINUTES) / DEFAULT_MINUTES;

const fitToMinutes: FitTask<'TEXT_PAIR'> = (given, dataset) => {
  const fitted = fit(given, dataset);
  if (!fitted.ok || given.epochs !== undefined) return fitted;
  return { ok: true, values: { ...fitted.values, epochs: Math.max(1, Math.round((fitted.values.epochs ?? 1) * share)) } };
};
await runTask(await readMulti30k(folder), executor, fitToMinutes, assignments);
