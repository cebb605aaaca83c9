import { defineConfig } from 'flywheel/plugin';
import gan from './plugins/gan/index.ts';
import transformer from './plugins/transformer/index.ts';
import vae from './plugins/vae/index.ts';

/** Which algorithms this server offers. A plugin from npm is one more import and one more name in the list. */
export default defineConfig({ plugins: [vae, gan, transformer] });
