import type { BenchModel } from '../models/model.ts';
import type { bestProducts } from '../products.ts';
import type { Summary } from './summary.ts';
import { layOut } from '../table.ts';

/**
 * The least time that a step's convolutions and matrix products could take if all went at the speed of a large matrix
 * product, and how much of each way's least time that is.
 */
export function limitTable({ flops }: BenchModel, machine: ReturnType<typeof bestProducts>, summaries: readonly Summary[]): string {
  const gflops = { FLOAT32: machine.float32_gflops, MIXED: machine.bfloat16_gflops };
  const limit = (precision: Summary['precision']) => flops / gflops[precision] / 1e6;
  const rows = summaries.map(({ way, precision, least }) => [way, limit(precision).toFixed(1), least.toFixed(1), `${((100 * limit(precision)) / least).toFixed(0)} %`]);
  return [
    `${(flops / 1e9).toFixed(2)} GFLOP a step: 2 for each multiplication with its addition in convolutions and matrix products, forward, for the`,
    'gradients of weights and for those of inputs where one is needed; borders count like middles, nothing else counts.',
    `A ${machine.size}² matrix product here: ${gflops.FLOAT32} GFLOP/s in float32, ${gflops.MIXED} in bfloat16.`,
    '',
    layOut([['way', 'limit ms', 'least ms', 'of the limit'], ...rows]),
  ].join('\n');
}
