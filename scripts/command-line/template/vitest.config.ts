import { defineConfig } from 'vitest/config';

// Training takes seconds, also of a small model.
export default defineConfig({ test: { testTimeout: 60_000 } });
