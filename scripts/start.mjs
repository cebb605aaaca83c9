// npm start: sets up what is missing, then runs the server with its local workers.
import { setUpAndRun } from './setup/entry.mjs';

await setUpAndRun(['--import', 'tsx', 'src/start.ts', ...process.argv.slice(2)]);
