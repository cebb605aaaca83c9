/**
 * A language model of a text file, as JSON lines: `node --import tsx bench/transformer/language-model.ts FILE [epochs=4 …]`.
 * The first 90 % of the text are the training split, the next 5 % validation, the last 5 % test. At the end validation
 * and test are measured whole: windows half a window apart, each token told once (see `evaluate.ts`).
 */
import { readFile } from 'node:fs/promises';
import { executor } from '../../plugins/transformer/tasks/language-model/executor.ts';
import { fit } from '../../plugins/transformer/tasks/language-model/fit.ts';
import { runTask } from './run-task.ts';
import { textDataset } from './text-dataset.ts';

const [file, ...assignments] = process.argv.slice(2);
if (file === undefined) throw new Error('Say which text: node --import tsx bench/transformer/language-model.ts FILE [epochs=4]');
await runTask(textDataset(await readFile(file, 'utf8')), executor, fit, assignments);
