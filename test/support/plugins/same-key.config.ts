import { defineConfig } from 'flywheel/plugin';
import pixels from './pixels/index.ts';

/** An algorithm, and another one that has taken its key. */
export default defineConfig({ plugins: [pixels, Object.assign({}, pixels, { version: '2.0.0' })] });
