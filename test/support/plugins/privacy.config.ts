import { defineConfig } from 'flywheel/plugin';
import guess from './guess/index.ts';
import { tally, warmTally } from './tally/index.ts';
import words from './words/index.ts';

/** For tests of privacy: two that train on anything at once, one of which goes on from models, and two that generate. */
export default defineConfig({ plugins: [tally, warmTally, words, guess] });
