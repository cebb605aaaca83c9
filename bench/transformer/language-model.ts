/**
 * A language model of a text file, as JSON lines: `node --import tsx bench/transformer/language-model.ts FILE [epochs=4 …]`.
 * The file is imported as the platform does it: the first eight tenths of the text are the training split, then one tenth
 * for validation, then one for the test. While it trains, up to 32,768 tokens of the validation split are measured, at
 * the end all of the test split, by windows half a window apart of which each token is told once (see `evaluate.ts`).
 */
import { executor } from '../../plugins/transformer/tasks/language-model/executor.ts';
import { fit } from '../../plugins/transformer/tasks/language-model/fit.ts';
import { importStored } from '../stored-dataset.ts';
import { runTask } from './run-task.ts';

const [file, ...assignments] = process.argv.slice(2);
if (file === undefined) throw new Error('Say which text: node --import tsx bench/transformer/language-model.ts FILE [epochs=4]');
const { dataset } = await importStored({ kind: 'TEXT', format: 'TEXT_FILE', files: [file] });
await runTask(dataset, executor, fit, assignments);
