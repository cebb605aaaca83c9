import { join } from 'node:path';
import type { ModelName } from './models/model.ts';
import type { Way } from './run.ts';

/** PyTorch's allocations go faster with these two settings of the C library; a fair comparison shows both. */
const TUNED = { MALLOC_MMAP_THRESHOLD_: '2000000000', MALLOC_TRIM_THRESHOLD_: '4000000000' };

/** Keras and PyTorch, by the script in `folder`. */
export function peerWays(python: string, folder: string, model: ModelName, steps: number): Way[] {
  const peer = (way: string, more: Partial<Way> = {}): Way => ({ name: way, model, precision: 'FLOAT32', side: 'PEER', command: [python, join(folder, 'step.py'), way, model, String(steps)], ...more });
  const tuned = (way: string) => peer(way, { name: `${way}-tuned`, environment: TUNED });
  return [
    peer('keras-graph'),
    peer('keras-xla'),
    peer('torch-eager'),
    tuned('torch-eager'),
    peer('torch-compile'),
    tuned('torch-compile'),
    peer('keras-mixed', { precision: 'MIXED' }),
  ];
}
