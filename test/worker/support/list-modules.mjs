/** Imported into a process under test: writes the address of every module that it loads into the file MODULES_FILE. */
import { appendFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';

const file = process.env.MODULES_FILE ?? '';
/** @param {string} address */
const note = (address) => appendFileSync(file, `${address}\n`);
registerHooks({
  load(url, context, nextLoad) {
    note(url);
    return nextLoad(url, context);
  },
});
// CommonJS modules that are required by others, too.
process.on('exit', () => Object.keys(createRequire(import.meta.url).cache).forEach(note));
