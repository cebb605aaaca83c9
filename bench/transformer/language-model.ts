/**
 * A language model of a text file, as JSON lines: `node --import tsx bench/transformer/language-model.ts FILE [epochs=4 …]`.
 * The file is imported as the platform does it: the first 88 % of the text are the training split, then 2 % for validation, then
 * one tenth for the test. While it trains, up to 32,768 tokens of the validation split are measured, at
 * the end all of the test split, by windows half a window apart of which each token is told once (see `evaluate.ts`).
 */
import { executor } from '../../plugins/transformer/tasks/language-model/executor.ts';
import { fit } from '../../plugins/transformer/tasks/language-model/fit.ts';
import { importStored } from '../stored-dataset.ts';
import { runTask } from './run-task.ts';

const [file, ...assignments] = process.argv.slice(2);
if (file === undefined) throw new Error('Say which text: node --import tsx bench/transformer/language-model.ts FILE [epochs=4]');
const { dataset } = await importStored({ kind: 'TEXT', format: 'TEXT_FILE', files: [file], split: { validation: 0.02, test: 0.1, seed: 0 } });
await runTask(dataset, executor, fit, assignments);
