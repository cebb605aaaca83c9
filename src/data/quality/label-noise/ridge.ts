/** Sums of products over samples: all that least squares needs to know of them. Sums of parts of the samples add up. */
export interface Moments {
  /** features × features, of which the lower triangle is filled. */
  readonly products: Float64Array;
  /** features × classes. */
  readonly targets: Float64Array;
}

/** Samples whose products are taken at once: their columns fit into the processor's cache. */
const BLOCK = 128;

export const noMoments = (features: number, classes: number): Moments => ({ products: new Float64Array(features * features), targets: new Float64Array(features * classes) });

/** Adds samples by column, so that products are taken four by four in registers: 1 to 2 thousand million a second. */
export class MomentSums {
  readonly moments: Moments;
  readonly #features: number;
  readonly #classes: number;
  readonly #columns: Float64Array;
  #filled = 0;

  constructor(features: number, classes: number) {
    this.#features = features;
    this.#classes = classes;
    this.#columns = new Float64Array(features * BLOCK);
    this.moments = noMoments(features, classes);
  }

  add(row: Float32Array, from: number, label: number): void {
    for (let feature = 0; feature < this.#features; feature += 1) {
      const value = row[from + feature]!;
      this.#columns[feature * BLOCK + this.#filled] = value;
      this.moments.targets[feature * this.#classes + label]! += value;
    }
    this.#filled += 1;
    if (this.#filled === BLOCK) this.flush();
  }

  /** Call after the last sample. */
  flush(): void {
    if (this.#filled < BLOCK) for (let feature = 0; feature < this.#features; feature += 1) this.#columns.fill(0, feature * BLOCK + this.#filled, (feature + 1) * BLOCK);
    addProducts(this.moments.products, this.#columns, this.#features);
    this.#filled = 0;
  }
}

/** `features` is a multiple of 4. */
function addProducts(products: Float64Array, columns: Float64Array, features: number): void {
  for (let i = 0; i < features; i += 4) {
    const i0 = i * BLOCK;
    for (let j = 0; j <= i; j += 2) {
      const j0 = j * BLOCK;
      let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
      for (let k = 0; k < BLOCK; k += 1) {
        const p = columns[i0 + k]!, q = columns[i0 + BLOCK + k]!, r = columns[i0 + 2 * BLOCK + k]!, s = columns[i0 + 3 * BLOCK + k]!;
        const u = columns[j0 + k]!, v = columns[j0 + BLOCK + k]!;
        a += p * u; b += p * v; c += q * u; d += q * v; e += r * u; f += r * v; g += s * u; h += s * v;
      }
      products[i * features + j]! += a; products[i * features + j + 1]! += b;
      products[(i + 1) * features + j]! += c; products[(i + 1) * features + j + 1]! += d;
      products[(i + 2) * features + j]! += e; products[(i + 2) * features + j + 1]! += f;
      products[(i + 3) * features + j]! += g; products[(i + 3) * features + j + 1]! += h;
      if (j + 2 > i) {
        // The rest of the block on the diagonal.
        for (let row = i; row < i + 4; row += 1) {
          for (let column = i + 2; column <= row; column += 1) {
            let sum = 0;
            for (let k = 0; k < BLOCK; k += 1) sum += columns[row * BLOCK + k]! * columns[column * BLOCK + k]!;
            products[row * features + column]! += sum;
          }
        }
      }
    }
  }
}

/**
 * Weights (features × classes) that predict class memberships by least squares, those of `all` without those of `fold`.
 *
 * @param penalty  on the weights, as a share of the mean product of a feature with itself
 */
export function solveWithout(all: Moments, fold: Moments, features: number, classes: number, penalty: number): Float64Array {
  const matrix = new Float64Array(features * features);
  let trace = 0;
  for (let row = 0; row < features; row += 1) {
    for (let column = 0; column <= row; column += 1) matrix[row * features + column] = all.products[row * features + column]! - fold.products[row * features + column]!;
    trace += matrix[row * features + row]!;
  }
  const added = (penalty * trace) / features + 1e-9;
  for (let row = 0; row < features; row += 1) matrix[row * features + row]! += added;
  const weights = all.targets.map((value, place) => value - fold.targets[place]!);
  factor(matrix, features);
  substitute(matrix, features, weights, classes);
  return weights;
}

/** Cholesky, in place, of the lower triangle. */
function factor(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column]!;
      const a = row * size, b = column * size;
      for (let k = 0; k < column; k += 1) sum -= matrix[a + k]! * matrix[b + k]!;
      matrix[a + column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[b + column]!;
    }
  }
}

function substitute(lower: Float64Array, size: number, right: Float64Array, columns: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) {
      const by = lower[row * size + k]!;
      for (let column = 0; column < columns; column += 1) right[row * columns + column]! -= by * right[k * columns + column]!;
    }
    for (let column = 0; column < columns; column += 1) right[row * columns + column]! /= lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) {
      const by = lower[k * size + row]!;
      for (let column = 0; column < columns; column += 1) right[row * columns + column]! -= by * right[k * columns + column]!;
    }
    for (let column = 0; column < columns; column += 1) right[row * columns + column]! /= lower[row * size + row]!;
  }
}
