/** Opens the best tensor backend, tells the parent what it is, and ends; so the worker itself never holds TensorFlow. */
import process from 'node:process';
import { deliverToParent, liveWithParent } from '../processes/parent.ts';
import { NoBackend, openBackend } from '../tensor/backend.ts';
import type { ComputeFound } from './probe-compute.ts';

liveWithParent();
const found: ComputeFound = await openBackend().then(
  ({ compute, why }) => ({ type: 'compute', compute, why }),
  (error: unknown) => {
    if (error instanceof NoBackend) return { type: 'none', why: [error.message] };
    throw error;
  },
);
await deliverToParent(found);
process.exit();
