// npm start: sets up what is missing, then runs the server with its local workers.
import { setUpAndRun } from './setup/entry.mjs';
import { programArguments } from './setup/place.mjs';

await setUpAndRun(() => programArguments('src/start'));
