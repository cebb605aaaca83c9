/** A real symmetric matrix, row by row. */
export type Matrix = Float64Array;

export interface Eigen {
  /** In no order. */
  readonly values: Float64Array;
  /** Column k belongs to value k; row by row, orthonormal. */
  readonly vectors: Matrix;
}

/** Sweeps after which the method has long converged; 6 to 10 are usual. */
const SWEEPS = 60;

/** Eigenvalues and eigenvectors of a symmetric matrix [n, n] by Jacobi's rotations (Golub & Van Loan, 8.5). 64 × 64 take some 10 ms. */
export function symmetricEigen(matrix: Matrix, n: number): Eigen {
  if (matrix.length !== n * n) throw new Error(`A matrix of ${matrix.length} numbers is not ${n} × ${n}.`);
  const a = matrix.slice();
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) vectors[k * n + k] = 1;
  const size = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > 1e-28 * size; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, k) => at(a, k * n + k)), vectors };
}

/** Turns the plane of axes p and q so that a[p, q] becomes 0. */
function rotate(a: Matrix, vectors: Matrix, n: number, p: number, q: number): void {
  const apq = at(a, p * n + q);
  if (apq === 0) return;
  const theta = (at(a, q * n + q) - at(a, p * n + p)) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, c, s);
}

function turn(m: Matrix, i: number, j: number, c: number, s: number): void {
  const [x, y] = [at(m, i), at(m, j)];
  m[i] = c * x - s * y;
  m[j] = s * x + c * y;
}

/** Sum of squares above and below the diagonal. */
function offDiagonal(a: Matrix, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sum += at(a, i * n + j) ** 2;
  return sum;
}

const at = (m: Matrix, k: number): number => m[k] ?? 0;
