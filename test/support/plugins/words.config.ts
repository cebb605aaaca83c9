import { defineConfig } from 'flywheel/plugin';
import words from './words/index.ts';

/** For tests of what generations can be made of. */
export default defineConfig({ plugins: [words] });
