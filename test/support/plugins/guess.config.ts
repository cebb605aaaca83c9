import { defineConfig } from 'flywheel/plugin';
import guess from './guess/index.ts';

/** For tests of what people say of generations. */
export default defineConfig({ plugins: [guess] });
