/**
 * Fraud among card payments, as JSON lines:
 * `node --import tsx bench/transformer/tabular.ts FOLDER_OF_THE_TWO_CSV_FILES [epochs=30 …]`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { executor } from '../../plugins/transformer/tasks/classification/tabular/executor.ts';
import { fit } from '../../plugins/transformer/tasks/classification/tabular/fit.ts';
import { importStored } from '../stored-dataset.ts';
import { runTask } from './run-task.ts';

const [folder, ...assignments] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where the table is: node --import tsx bench/transformer/tabular.ts FOLDER [epochs=30]');
const files = (await readdir(folder)).filter((name) => name.endsWith('.csv')).map((name) => join(folder, name));
const { dataset } = await importStored({ kind: 'TABULAR', format: 'CSV', files });
await runTask(dataset, executor, fit, assignments);
process.exit(0);
