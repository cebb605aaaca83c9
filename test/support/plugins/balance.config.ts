import { defineConfig } from 'flywheel/plugin';
import gan from 'flywheel/plugins/gan';
import transformer from 'flywheel/plugins/transformer';
import vae from 'flywheel/plugins/vae';
import { plainTally, tally } from './tally/index.ts';

/** For tests of balance: our algorithms, and one that tells what it is given. */
export default defineConfig({ plugins: [vae, gan, transformer, tally, plainTally] });
