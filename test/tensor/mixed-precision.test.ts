import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openBackend } from '../../src/tensor/backend.ts';
import { nativeBackend } from '../../src/tensor/compiled/native-backend.ts';
import type { HalfType } from '../../src/tensor/mixed-precision/half-type.ts';
import { processorRule, type Rule } from '../../src/tensor/mixed-precision/rule.ts';
import { hasBfloat16, mixedPrecisionOf } from '../../src/tensor/mixed-precision/support.ts';
import { useMixedPrecision } from '../../src/tensor/mixed-precision/use-mixed-precision.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const { tf } = await openBackend('tensorflow');
type Tensor = ReturnType<typeof tf.tensor>;

const always: Rule = { flopsPerElement: 0, flops: 0, positions: 1 };
/**
 * Both operands and the result are rounded, by half a unit in the last place of 8 bits each. In float16, of 11 bits, a
 * processor also rounds its sums; a GPU does not.
 */
const BOUND: Readonly<Record<HalfType, number>> = { bfloat16: 2 ** -7, float16: 2 ** -9 };

let off = () => {};
const switchOn = (type: HalfType, rule = always) => {
  off = useMixedPrecision(tf, { type, rule });
};
afterEach(() => {
  off();
  off = () => {};
});

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly f: (a: Tensor, b: Tensor) => Tensor;
}
const CASES: Readonly<Record<string, Case>> = {
  'matrices': { shapes: [[24, 40], [40, 16]], f: (a, b) => tf.matMul(a, b) },
  'transposed matrices': { shapes: [[40, 24], [16, 40]], f: (a, b) => tf.matMul(a, b, true, true) },
  'rows of several axes by a matrix': { shapes: [[3, 24, 40], [40, 16]], f: (a, b) => tf.matMul(a, b) },
  'a convolution': { shapes: [[2, 12, 12, 8], [3, 3, 8, 16]], f: (x, w) => tf.conv2d(x.as4D(2, 12, 12, 8), w.as4D(3, 3, 8, 16), 2, 'same') },
  'a convolution without padding': { shapes: [[2, 12, 12, 8], [5, 5, 8, 16]], f: (x, w) => tf.conv2d(x.as4D(2, 12, 12, 8), w.as4D(5, 5, 8, 16), 1, 'valid') },
  'a transposed convolution': { shapes: [[2, 6, 6, 16], [4, 4, 8, 16]], f: (x, w) => tf.conv2dTranspose(x.as4D(2, 6, 6, 16), w.as4D(4, 4, 8, 16), [2, 12, 12, 8], 2, 'same') },
};

const draw = (shape: readonly number[], seed: number) => tf.randomNormal([...shape], 0, 1, 'float32', seed);

/** A product and its two gradients; `scale` multiplies the operands. */
function results({ shapes, f }: Case, scale: readonly [number, number] = [1, 1]): Tensor[] {
  return tf.tidy(() => {
    const [a, b] = shapes.map((shape, k) => tf.mul(draw(shape, k + 1), scale[k] ?? 1));
    if (a === undefined || b === undefined) throw new Error('A case has two operands.');
    const value = f(a, b);
    const weights = draw(value.shape, 3);
    return [value, ...tf.grads((x, y) => tf.sum(tf.mul(f(x, y), weights)))([a, b])];
  });
}

/** ‖a − b‖ / ‖b‖ */
function distance(a: Tensor, b: Tensor): number {
  return tf.tidy(() => {
    const size = tf.max(tf.abs(b));
    return tf.div(tf.norm(tf.div(tf.sub(a, b), size)), tf.norm(tf.div(b, size))).dataSync()[0] ?? NaN;
  });
}

describe.each(['bfloat16', 'float16'] as const)('in %s', (type) => {
  it.each(Object.keys(CASES))('values and gradients are those of float32 but for the rounding: %s', (name) => {
    const one = CASES[name];
    if (one === undefined) throw new Error(name);
    const exact = results(one);
    switchOn(type);
    const mixed = results(one);
    expect(mixed.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(exact.map(({ dtype, shape }) => ({ dtype, shape })));
    mixed.forEach((tensor, k) => {
      const error = distance(tensor, exact[k] ?? tensor);
      expect(error).toBeLessThan(BOUND[type]);
      expect(error, 'rounded at all').toBeGreaterThan(0);
    });
  });

  it.each([[1e8, 1e8], [1e-12, 1e-9], [1e12, 1e-20]] as const)('operands of the sizes %s and %s keep their bits', (...scale) => {
    const one = CASES['a convolution'];
    if (one === undefined) throw new Error('There is no such case.');
    const exact = results(one, scale);
    switchOn(type);
    results(one, scale).forEach((tensor, k) => expect(distance(tensor, exact[k] ?? tensor)).toBeLessThan(BOUND[type]));
  });

  it('zeros stay zeros, and what is not finite does not become so', () => {
    switchOn(type);
    expect([...tf.matMul(tf.zeros([2, 3]), draw([3, 2], 1)).dataSync()]).toEqual([0, 0, 0, 0]);
    for (const bad of [NaN, Infinity]) expect(Number.isFinite(tf.matMul(tf.fill([2, 3], bad), tf.ones([3, 2])).dataSync()[0])).toBe(false);
  });

  it('a recorded step gives the bits of an eager one, and nothing is left behind', () => {
    switchOn(type);
    const { compile } = createTensorTools(tf, 'TENSORFLOW', (sentence) => expect.fail(sentence));
    const [x, w] = [draw([2, 12, 12, 8], 1), draw([3, 3, 8, 16], 2)];
    const step = compile((a: Tensor, b: Tensor) => tf.tidy(() => tf.grads((p: Tensor, q: Tensor) => tf.sum(tf.square(tf.conv2d(p.as4D(2, 12, 12, 8), q.as4D(3, 3, 8, 16), 1, 'same'))))([a, b])));
    const bits = (tensors: readonly Tensor[]) => tensors.map((tensor) => {
      const values = [...tensor.dataSync()];
      tensor.dispose();
      return values;
    });
    const eager = bits(step.eager(x, w));
    for (let call = 0; call < 3; call++) bits(step(x, w));
    const before = [tf.memory().numTensors, nativeBackend(tf).binding.getNumOfTensors()];
    for (let call = 0; call < 3; call++) expect(bits(step(x, w))).toEqual(eager);
    bits(step.eager(x, w));
    expect([tf.memory().numTensors, nativeBackend(tf).binding.getNumOfTensors()]).toEqual(before);
    expect([step.graphs, step.fallback]).toEqual([1, undefined]);
    step.dispose();
  });
});

describe('what stays float32', () => {
  /** The bits of a product, in short. */
  function product(shapes: readonly [readonly number[], readonly number[]]): string {
    const values = tf.tidy(() => tf.matMul(draw(shapes[0], 1), draw(shapes[1], 2)));
    const bits = createHash('sha256').update(values.dataSync()).digest('hex');
    values.dispose();
    return bits;
  }
  it.each<[string, readonly [readonly number[], readonly number[]], Rule]>([
    ['the products of attention', [[4, 2, 64, 32], [4, 2, 32, 64]], always],
    ['small products', [[64, 64], [64, 64]], processorRule],
    ['products that casts cost more than', [[2048, 4], [4, 1024]], processorRule],
  ])('%s', (_name, shapes, rule) => {
    const exact = product(shapes);
    switchOn('bfloat16', rule);
    expect(product(shapes)).toEqual(exact);
  });

  it('but not a large product', () => {
    const shapes = [[512, 512], [512, 512]] as const;
    const exact = product(shapes);
    switchOn('bfloat16', processorRule);
    expect(product(shapes)).not.toEqual(exact);
  });

  it('everything, once it is switched off', () => {
    const one = CASES['a convolution'];
    if (one === undefined) throw new Error('There is no such case.');
    const kernels = () => ['Conv2D', 'FusedConv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'BatchMatMul'].map((name) => tf.getKernel(name, 'tensorflow'));
    const [before, exact] = [kernels(), results(one).map((tensor) => [...tensor.dataSync()])];
    switchOn('bfloat16');
    expect(() => useMixedPrecision(tf, { type: 'bfloat16', rule: always })).toThrow('on already');
    off();
    kernels().forEach((kernel, k) => expect(kernel).toBe(before[k]));
    expect(results(one).map((tensor) => [...tensor.dataSync()])).toEqual(exact);
  });
});

describe('where it can be had', () => {
  it.each<[string, string, boolean]>([
    ['an x86 with AVX512-BF16', 'flags\t\t: fpu avx512f avx512_bf16 sha', true],
    ['an x86 with AMX', 'flags\t\t: amx_bf16 avx512_fp16', true],
    ['an x86 with AVX-512 alone', 'flags\t\t: fpu avx512f avx512_vnni', false],
    ['an ARM of 8.6', 'Features\t: fp asimd i8mm bf16', true],
    ['an older ARM', 'Features\t: fp asimd', false],
  ])('%s', (_name, line, expected) => expect(hasBfloat16(`processor\t: 0\n${line}\nbogomips\t: 1\n`)).toBe(expected));

  it('not on other backends: the message says what would be right', async () => {
    await expect(mixedPrecisionOf({ backend: 'WASM', libraryVersion: null, devices: [] })).rejects.toThrow(/native TensorFlow.*WASM.*FLOAT32/);
  });
});
