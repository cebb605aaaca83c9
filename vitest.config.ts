import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Files share two cores with the servers, workers and browsers that they start; a third fills the time in which the others wait for those.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Otherwise vitest loads `graphql` twice: "another module or realm".
    server: { deps: { inline: [/graphql/, /@pothos/, /@envelop/] } },
  },
});
