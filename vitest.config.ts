import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run check:long`.
    exclude: ['test/long/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Files share two cores with the servers, workers and browsers that they start; a third fills the time in which the others wait for those.
    maxWorkers: 3,
    // Models of tests are so small that more threads cost a third more processor time in tests of training, and bring nothing; trainers inherit this.
    env: { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' },
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Otherwise vitest loads `graphql` twice: "another module or realm".
    server: { deps: { inline: [/graphql/, /@pothos/, /@envelop/] } },
  },
});
