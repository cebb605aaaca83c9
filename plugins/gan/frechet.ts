import { symmetricEigen, type Matrix } from './symmetric-eigen.ts';

/** Mean and covariance of some vectors of one length. */
export interface Gaussian {
  readonly size: number;
  readonly mean: Float64Array;
  /** [size, size], row by row. */
  readonly covariance: Matrix;
}

/**
 * The normal distribution with the vectors' mean and covariance (divided by count − 1).
 *
 * @param vectors [count, size], row by row
 * @throws where there are fewer than two vectors.
 */
export function gaussianOf(vectors: Float32Array, size: number): Gaussian {
  const count = vectors.length / size;
  if (count < 2) throw new Error(`A covariance needs at least 2 vectors, not ${count}.`);
  const mean = new Float64Array(size);
  for (let k = 0; k < vectors.length; k++) add(mean, k % size, (vectors[k] ?? 0) / count);
  const covariance = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (let start = 0; start < vectors.length; start += size) {
    for (let i = 0; i < size; i++) row[i] = (vectors[start + i] ?? 0) - (mean[i] ?? 0);
    for (let i = 0; i < size; i++) for (let j = i; j < size; j++) add(covariance, i * size + j, ((row[i] ?? 0) * (row[j] ?? 0)) / (count - 1));
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) covariance[i * size + j] = covariance[j * size + i] ?? 0;
  return { size, mean, covariance };
}

/**
 * The squared Fréchet distance of two normal distributions (Dowson & Landau 1982), as Heusel et al. 2017 compare
 * features of images: ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½). Singular covariances are fine.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const { size } = a;
  if (b.size !== size) throw new Error(`Vectors of ${size} and ${b.size} numbers have no distance.`);
  const root = squareRoot(a.covariance, size);
  const between = symmetric(product(product(root, b.covariance, size), root, size), size);
  const rootTrace = symmetricEigen(between, size).values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const means = a.mean.reduce((sum, value, k) => sum + (value - (b.mean[k] ?? 0)) ** 2, 0);
  // Rounding can leave equal distributions a trifle below 0.
  return Math.max(0, means + trace(a) + trace(b) - 2 * rootTrace);
}

/** The sum of the variances. */
export function trace({ covariance, size }: Gaussian): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += covariance[k * size + k] ?? 0;
  return sum;
}

/** The symmetric root of a symmetric matrix without negative eigenvalues: V √Λ Vᵀ. */
export function squareRoot(matrix: Matrix, size: number): Matrix {
  const { values, vectors } = symmetricEigen(matrix, size);
  const scaled = vectors.map((value, k) => value * Math.sqrt(Math.max(0, values[k % size] ?? 0)));
  return product(scaled, transposed(vectors, size), size);
}

function product(a: Matrix, b: Matrix, n: number): Matrix {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) {
    const factor = a[i * n + k] ?? 0;
    for (let j = 0; j < n; j++) add(result, i * n + j, factor * (b[k * n + j] ?? 0));
  }
  return result;
}

const transposed = (m: Matrix, n: number): Matrix => m.map((_, k) => m[(k % n) * n + Math.floor(k / n)] ?? 0);
/** Without what rounding made asymmetric. */
const symmetric = (m: Matrix, n: number): Matrix => transposed(m, n).map((value, k) => (value + (m[k] ?? 0)) / 2);

function add(sums: Float64Array, k: number, value: number): void {
  sums[k] = (sums[k] ?? 0) + value;
}
