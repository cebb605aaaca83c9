import { describe, expect, it } from 'vitest';
import { frechetDistance, gaussianOf, squareRoot, trace, type Gaussian } from '../../../plugins/gan/frechet.ts';
import { symmetricEigen } from '../../../plugins/gan/symmetric-eigen.ts';

const gaussian = (mean: number[], covariance: number[]): Gaussian => ({ size: mean.length, mean: Float64Array.from(mean), covariance: Float64Array.from(covariance) });

describe('the symmetric eigenvalue problem', () => {
  it('has the values that are known', () => {
    // [[2, 1], [1, 2]] has 1 and 3; [[4, 1, 0], [1, 3, 1], [0, 1, 2]] has 3 and 3 ± √3.
    expect([...symmetricEigen(Float64Array.from([2, 1, 1, 2]), 2).values].sort()).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
    const three = [...symmetricEigen(Float64Array.from([4, 1, 0, 1, 3, 1, 0, 1, 2]), 3).values].sort((a, b) => a - b);
    [3 - Math.sqrt(3), 3, 3 + Math.sqrt(3)].forEach((value, k) => expect(three[k]).toBeCloseTo(value, 12));
  });

  it('gives orthonormal vectors that put the matrix together again', () => {
    const n = 24;
    const matrix = covarianceOf(n, 40);
    const { values, vectors } = symmetricEigen(matrix, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      let [again, dot] = [0, 0];
      for (let k = 0; k < n; k++) {
        again += (vectors[i * n + k] ?? 0) * (values[k] ?? 0) * (vectors[j * n + k] ?? 0);
        dot += (vectors[k * n + i] ?? 0) * (vectors[k * n + j] ?? 0);
      }
      expect(again).toBeCloseTo(matrix[i * n + j] ?? NaN, 10);
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  });

  it('takes the root of a singular matrix', () => {
    const n = 12;
    const matrix = covarianceOf(n, 5);
    const root = squareRoot(matrix, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      let squared = 0;
      for (let k = 0; k < n; k++) squared += (root[i * n + k] ?? 0) * (root[k * n + j] ?? 0);
      expect(squared).toBeCloseTo(matrix[i * n + j] ?? NaN, 9);
    }
  });

  it('refuses a matrix of another size', () => {
    expect(() => symmetricEigen(new Float64Array(5), 2)).toThrow('A matrix of 5 numbers is not 2 × 2.');
  });
});

describe('the Fréchet distance', () => {
  it('is 0 of a distribution from itself, and the same both ways', () => {
    const a = gaussian([1, 2], [2, 0.5, 0.5, 1]);
    const b = gaussian([0, -1], [1, -0.3, -0.3, 3]);
    expect(frechetDistance(a, a)).toBeCloseTo(0, 12);
    expect(frechetDistance(a, b)).toBeCloseTo(frechetDistance(b, a), 12);
  });

  it('is (μ₁ − μ₂)² + (σ₁ − σ₂)² in one dimension, and adds up over independent ones', () => {
    expect(frechetDistance(gaussian([3], [4]), gaussian([1], [25]))).toBeCloseTo(4 + 9, 12);
    expect(frechetDistance(gaussian([3, 0], [4, 0, 0, 1]), gaussian([1, 1], [25, 0, 0, 9]))).toBeCloseTo(4 + 9 + 1 + 4, 12);
  });

  it('is what an independent computation gives where covariances do not commute', () => {
    // For 2 × 2, tr √M = √(tr M + 2 √det M), with M = C₁ C₂ = [[1.85, 0.9], [0.2, 2.85]]: no eigenvalues needed.
    const a = gaussian([1, 2], [2, 0.5, 0.5, 1]);
    const b = gaussian([0, -1], [1, -0.3, -0.3, 3]);
    const expected = 10 + 3 + 4 - 2 * Math.sqrt(1.85 + 2.85 + 2 * Math.sqrt(1.85 * 2.85 - 0.9 * 0.2));
    expect(frechetDistance(a, b)).toBeCloseTo(expected, 12);
  });

  it('bears covariances without full rank', () => {
    const flat = gaussian([0, 0], [1, 1, 1, 1]);
    expect(frechetDistance(flat, gaussian([0, 0], [0, 0, 0, 0]))).toBeCloseTo(2, 12);
  });
});

it('takes mean and covariance of vectors', () => {
  const { mean, covariance } = gaussianOf(Float32Array.from([1, 2, 3, 2, 5, 8]), 2);
  expect([...mean]).toEqual([3, 4]);
  [4, 6, 6, 12].forEach((value, k) => expect(covariance[k]).toBeCloseTo(value, 12));
  expect(trace({ size: 2, mean, covariance })).toBeCloseTo(16, 12);
  expect(() => gaussianOf(Float32Array.from([1, 2]), 2)).toThrow('at least 2 vectors');
});

/** Of `count` vectors that look random. */
function covarianceOf(n: number, count: number): Float64Array {
  return gaussianOf(Float32Array.from({ length: n * count }, (_, k) => Math.sin(k * k * 0.37 + k)), n).covariance;
}
