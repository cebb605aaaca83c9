export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A function of many numbers, and its gradient at the same place. */
export type Objective = (at: Float64Array) => Promise<Evaluation>;

export interface Limits {
  readonly iterations: number;
  /** Of the gradient's greatest number. */
  readonly tolerance: number;
  /** Times that the function is computed. */
  readonly evaluations: number;
}

const MEMORY = 10;
const ARMIJO = 1e-4;
const MOST_HALVINGS = 30;

/**
 * The minimum of a convex function by limited-memory BFGS (Liu & Nocedal 1989) with backtracking, or the lowest place that
 * was found within the limits.
 *
 * @param start  where it begins; not changed
 */
export async function minimize(objective: Objective, start: Float64Array, { iterations, tolerance, evaluations }: Limits): Promise<Float64Array> {
  let left = evaluations;
  const evaluate = (place: Float64Array) => {
    left -= 1;
    return objective(place);
  };
  let at: Float64Array = Float64Array.from(start);
  let { value, gradient } = await evaluate(at);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < iterations && left > 0 && gradient.some((slope) => Math.abs(slope) > tolerance); iteration++) {
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    let step = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    let next = moved(at, direction, step);
    let found = await evaluate(next);
    for (let halving = 0; halving < MOST_HALVINGS && left > 0 && !(found.value <= value + ARMIJO * step * slope); halving++) {
      step /= 2;
      next = moved(at, direction, step);
      found = await evaluate(next);
    }
    if (!(found.value < value)) break;
    const s = difference(next, at);
    const y = difference(found.gradient, gradient);
    const curvature = dot(s, y);
    if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    at = next;
    ({ value, gradient } = found);
  }
  return at;
}

/** −H · gradient by the two loops of the paper, the newest pair last. */
function descent(gradient: Float64Array, pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[]): Float64Array {
  const q = Float64Array.from(gradient, (slope) => -slope);
  const shares = pairs.map(() => 0);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const pair = pairs[k];
    if (pair === undefined) continue;
    const share = pair.rho * dot(pair.s, q);
    shares[k] = share;
    add(q, pair.y, -share);
  }
  const last = pairs.at(-1);
  if (last !== undefined) q.forEach((one, k) => { q[k] = one / (last.rho * dot(last.y, last.y)); });
  pairs.forEach(({ s, y, rho }, k) => add(q, s, (shares[k] ?? 0) - rho * dot(y, q)));
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let k = 0; k < to.length; k++) to[k] = (to[k] ?? 0) + times * (what[k] ?? 0);
}

function moved(from: Float64Array, direction: Float64Array, step: number): Float64Array {
  return from.map((one, k) => one + step * (direction[k] ?? 0));
}

const difference = (a: Float64Array, b: Float64Array) => a.map((one, k) => one - (b[k] ?? 0));
