/**
 * Classes of images, as JSON lines: `node --import tsx bench/transformer/image.ts FOLDER [epochs=5 …]`. The folder holds
 * MNIST's four files, or zip archives.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { executor } from '../../plugins/transformer/tasks/classification/image/executor.ts';
import { fit } from '../../plugins/transformer/tasks/classification/image/fit.ts';
import { importStored } from '../stored-dataset.ts';
import { runTask } from './run-task.ts';

const [folder, ...assignments] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where the images are: node --import tsx bench/transformer/image.ts FOLDER [epochs=5]');
const names = await readdir(folder);
const archives = names.filter((name) => name.endsWith('.zip'));
const files = (archives.length > 0 ? archives : names.filter((name) => name.includes('ubyte'))).map((name) => join(folder, name));
const { dataset } = await importStored({ kind: 'IMAGE', format: archives.length > 0 ? 'IMAGE_ARCHIVE' : 'IDX', files });
await runTask(dataset, executor, fit, assignments);
process.exit(0);
