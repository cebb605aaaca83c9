import { defineConfig } from 'flywheel/plugin';
import vae from './plugins/vae/index.ts';

/** Which algorithms this server offers. A plugin from npm is one more import and one more name in the list. */
export default defineConfig({ plugins: [vae] });
