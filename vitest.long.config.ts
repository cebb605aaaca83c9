import base from './vitest.config.ts';

/** Whole real datasets, and thousands of steps: minutes of computing that `npm test` leaves out, also on a machine that does other work. */
export default { test: { ...base.test, include: ['test/long/**/*.test.ts'], exclude: [], testTimeout: 300_000 } };
