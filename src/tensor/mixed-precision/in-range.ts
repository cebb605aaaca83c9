import type { Handle, NativeBinding } from '../compiled/native-backend.ts';
import type { Scratch } from './scratch.ts';

/** Half of what float16 ends at: no sum reaches that, however its terms are rounded. */
const SUM_LIMIT = 2 ** 15;
/** For the largest magnitude of an operand that is all zeros. */
const TINY = 1e-30;

/**
 * Loss scaling (Micikevicius et al. 2018) for one product of float32 operands: both are brought to the same largest
 * magnitude, so large that small numbers keep their bits in float16, and so small that a sum of `terms` products cannot
 * overflow; the result is scaled back in float32. Unlike one scale for the whole loss it needs no search, skips no steps,
 * adds nothing to checkpoints, and holds for gradients of gradients. It costs three reads of each operand.
 */
export function inRange(scratch: Scratch, binding: NativeBinding, terms: number, left: number, right: number, multiply: (left: number, right: number) => Handle): Handle {
  const T = scratch.type('T', binding.TF_FLOAT);
  const target = Math.sqrt(SUM_LIMIT / terms);
  const times = (a: number, b: number) => scratch.run('Mul', [T], [a, b]).id;
  const [a, b] = [bring(left), bring(right)];
  const product = multiply(a.scaled, b.scaled);
  // One after the other: both at once may leave float32's range.
  return scratch.run('Mul', [T], [times(product.id, a.back), b.back]);

  function bring(id: number): { readonly scaled: number; readonly back: number } {
    const magnitude = largest(id);
    const back = scratch.withConstant(1 / target, (constant) => times(magnitude, constant));
    return { scaled: scratch.run('RealDiv', [T], [id, back]).id, back };
  }

  function largest(id: number): number {
    const indices = { shape: scratch.type('Tshape', binding.TF_INT32), axis: scratch.type('Tidx', binding.TF_INT32) };
    const magnitudes = scratch.run('Abs', [T], [id]).id;
    const row = scratch.withConstant([-1], (shape) => scratch.run('Reshape', [T, indices.shape], [magnitudes, shape])).id;
    const keep = { name: 'keep_dims', type: binding.TF_ATTR_BOOL, value: false };
    const most = scratch.withConstant([0], (axis) => scratch.run('Max', [T, indices.axis, keep], [row, axis])).id;
    return scratch.withConstant(TINY, (least) => scratch.run('Maximum', [T], [most, least])).id;
  }
}
