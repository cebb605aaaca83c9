import { defineConfig } from 'flywheel/plugin';
import pixels from './pixels/index.ts';

/** For tests of training: an algorithm that can go wrong. */
export default defineConfig({ plugins: [pixels] });
