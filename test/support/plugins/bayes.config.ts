import { defineConfig } from 'flywheel/plugin';
import bayes from './bayes/index.ts';

/** For tests of the wheel. */
export default defineConfig({ plugins: [bayes] });
