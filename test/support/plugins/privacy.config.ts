import { defineConfig } from 'flywheel/plugin';
import { tally } from './tally/index.ts';
import words from './words/index.ts';

/** For tests of privacy: one that trains on anything at once, and one that generates. */
export default defineConfig({ plugins: [tally, words] });
