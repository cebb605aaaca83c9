import { type AnyPlugin, defineConfig, int } from 'flywheel/plugin';
import mean from './mean/index.ts';

const like = (changes: Partial<AnyPlugin>): AnyPlugin => Object.assign({}, mean, changes);
const missing = 'flywheel-plugin-that-is-not-installed';
const older: AnyPlugin = JSON.parse(JSON.stringify(like({ key: 'older' })).replace('"apiVersion":1', '"apiVersion":0'));

/** One plugin that is right, and one of each kind that is not. */
export default defineConfig({
  plugins: [
    mean,
    like({ version: '2.0.0' }),
    like({ key: 'range', hyperparameters: { epochs: int({ default: 500, maximum: 100, description: 'Too many.' }) } }),
    older,
    () => import(missing),
    () => Promise.reject(new Error('The moon is down.')),
    like({ key: 'clash', schema: (builder, core) => void builder.objectField(core.TrainingRun, 'state', (t) => t.string({ resolve: () => '' })) }),
  ],
});
