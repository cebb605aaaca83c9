/** Imported into a process under test: writes the address of every module that it loads into the file MODULES_FILE. */
import { appendFileSync } from 'node:fs';
import { Module, registerHooks } from 'node:module';

const note = (address) => appendFileSync(process.env.MODULES_FILE, `${address}\n`);
registerHooks({
  load(url, context, nextLoad) {
    note(url);
    return nextLoad(url, context);
  },
});
// CommonJS modules that are required by others, too.
process.on('exit', () => Object.keys(Module._cache).forEach(note));
