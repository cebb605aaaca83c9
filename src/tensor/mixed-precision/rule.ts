import type { Product } from './product.ts';

/** From where on a product in 16 bits saves more time than the casts around it take. */
export interface Rule {
  /** For each number that is cast, operands and result. */
  readonly flopsPerElement: number;
  readonly flops: number;
  /** Positions of the map whose filter's gradient it is. */
  readonly positions: number;
}

/**
 * Measured with oneDNN's AVX512-BF16 kernels on two cores: a product takes 0.5 to 0.6 of its time in float32, a cast 0.16
 * to 0.4 ns for each number; below 8 million operations the calls of three casts alone outweigh it. Gradients of filters
 * over maps of 7 × 7 positions gain little or nothing even without casts (0.8 to 1.13), over 8 × 8 and more 0.35 to 0.85.
 */
export const processorRule: Rule = { flopsPerElement: 60, flops: 8e6, positions: 64 };

/**
 * From data sheets, not measured: on an H100 and on a T4 alike, a cast moves its bytes in the time of about 700
 * operations saved; rounded down, since convolutions in float32 reach less than the sheet says.
 */
export const gpuRule: Rule = { flopsPerElement: 512, flops: 5e7, positions: 1 };

/** Numbers in one vector of AVX-512: a result with fewer columns costs as much as one with so many. */
const LANES = 16;

export function isWorthIt(rule: Rule, { flops, elements, columns, inner }: Product): boolean {
  // bfloat16 instructions multiply pairs, so a sum over one channel does half its work for nothing.
  if (inner.length < (inner.over === 'POSITIONS' ? rule.positions : 2)) return false;
  const paid = flops * Math.max(1, LANES / columns);
  return paid >= rule.flops && paid >= rule.flopsPerElement * elements;
}
