// npm test [-- vitest arguments]: sets up what is missing, then runs the tests.
import { setUpAndRun } from './setup/entry.mjs';

await setUpAndRun(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
