import { join } from 'node:path';
import { z } from 'zod';
import type { Command } from './process.ts';

/** GFLOP/s of a large square matrix product in TensorFlow, as fast as this machine gave it. */
export const products = z.object({ float32_gflops: z.number(), bfloat16_gflops: z.number(), size: z.number() });

export interface Products extends z.infer<typeof products> {
  readonly kind: 'product';
  readonly round: number;
}

export const MATRIX_PRODUCT: Command = { name: 'matrix-product', command: [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'ways/matrix-product.ts')] };

/** The best of all rounds: a limit is what the machine can do. */
export function bestProducts(rounds: readonly Products[]): z.infer<typeof products> {
  return {
    float32_gflops: Math.max(...rounds.map((one) => one.float32_gflops)),
    bfloat16_gflops: Math.max(...rounds.map((one) => one.bfloat16_gflops)),
    size: Math.max(...rounds.map(({ size }) => size)),
  };
}
