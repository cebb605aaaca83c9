import { defineConfig } from 'flywheel/plugin';
import mean from './mean/index.ts';
import words from './words/index.ts';

/** The plugins of tests that are not about an algorithm. */
export default defineConfig({ plugins: [mean, words] });
