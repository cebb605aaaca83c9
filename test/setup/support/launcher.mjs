// Runs the program named as argument the way `npm start` runs the server.
import { runToEnd } from '../../../scripts/setup/launch.mjs';

await runToEnd(process.execPath, process.argv.slice(2));
