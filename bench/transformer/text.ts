/**
 * Classes of texts with the plugin's defaults, as JSON lines:
 * `node --import tsx bench/transformer/text.ts FOLDER [--choose] [epochs=2 ngramHead=false …]`. FOLDER holds aclImdb.tar.gz,
 * or train.csv and test.csv with the columns text and category. With `--choose` the texts that stand for the test are
 * a tenth of the training texts, which are then held out of training: the test split is for final figures alone.
 */
import { parseArgs } from 'node:util';
import { executor } from '../../plugins/transformer/tasks/classification/text/executor.ts';
import { fit } from '../../plugins/transformer/tasks/classification/text/fit.ts';
import { readLabelledTexts } from './labelled-texts.ts';
import { runTask } from './run-task.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { choose: { type: 'boolean', default: false } } });
const [folder, ...assignments] = positionals;
if (folder === undefined) throw new Error('Say where the texts are: node --import tsx bench/transformer/text.ts FOLDER [--choose] [epochs=2]');
await runTask(await readLabelledTexts(folder, values.choose), executor, fit, assignments);
