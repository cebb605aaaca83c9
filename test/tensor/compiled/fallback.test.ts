import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/tensor/random.ts';
import { routeRandomFunctions } from '../../../src/tensor/route-random.ts';
import { batches, compile, compiles, distance, fallsBack, only, takeWarnings, tf, weights, type Context, type Made } from './support.ts';

const LATE = 20;

/** Steps that cannot be one graph, with what is said of it. */
const unsound: [string, RegExp, () => Made][] = [
  ['reads a value to decide by it', /reads the value of a tensor/, () => ({ step: (...args) => ((only(args).mean().dataSync()[0] ?? 0) > 0.5 ? tf.neg(only(args)) : only(args).clone()) })],
  ['reads a value to give it', /reads the value of a tensor/, () => ({ step: (...args) => [tf.sum(only(args)), tf.mean(only(args)).arraySync() as number] })],
  ['reads an argument’s value', /reads the value of a tensor/, () => ({ step: (...args) => tf.scalar(only(args).dataSync()[0] ?? 0) })],
  ['reads a value through a buffer', /reads the value of a tensor/, () => ({ step: (...args) => tf.scalar(Number(only(args).bufferSync().get(0, 0))) })],
  ['draws by Math.random', /Math\.random/, () => ({ step: (...args) => tf.mul(tf.sum(only(args)), Math.random() < 2 ? 1 : 0) })],
  ['does other operations in turn', /other operations from call to call/, () => { let k = 0; return { step: (...args) => (k++ % 2 === 0 ? tf.sum(only(args)) : tf.mean(only(args))) }; }],
  ['counts in JavaScript', /JavaScript computes|value/, () => { let k = 0; return { step: (...args) => tf.add(tf.sum(only(args)), k++) }; }],
  ['changes its learning rate in every call', /value/, () => {
    const [w, optimizer] = [weights(), tf.train.adam(0.1)];
    let k = 0;
    return { step: (...args) => { Reflect.set(optimizer, 'learningRate', 0.1 / (1 + k++)); return optimizer.minimize(() => distance(only(args), w), true, [w]); }, state: [w] };
  }],
  ['keeps a tensor', /keeps a tensor that is not part of its result/, () => { let kept = tf.zeros([4, 3]); return { step: (...args) => { kept = tf.keep(tf.square(only(args))); return tf.sum(only(args)); }, state: () => [kept] }; }],
  ['keeps a tensor in place of an older one', /disposes a tensor that it did not make/, () => {
    let kept = tf.zeros([4, 3]);
    return { step: (...args) => { kept.dispose(); kept = tf.keep(tf.square(only(args))); return tf.sum(only(args)); }, state: () => [kept] };
  }],
  ['carries a hidden state in JavaScript', /disposes a tensor|from outside|other tensor/, () => {
    let hidden = tf.zeros([4, 3]);
    return { step: (...args) => { const next = tf.keep(tf.tanh(tf.add(only(args), hidden))); hidden.dispose(); hidden = next; return tf.sum(next); } };
  }],
  ['uses a tensor from outside that changes', /tensor/, () => { let k = tf.scalar(0); return { step: (...args) => tf.mul(only(args), k), before: (call) => void (k = tf.scalar(call)) }; }],
  ['makes a variable in every call', /./, () => ({ step: (...args) => { const w = tf.variable(tf.square(only(args))); const sum = tf.sum(w); w.dispose(); return sum; } })],
  ['makes strings', /strings/, () => ({ step: (...args) => [tf.sum(only(args)), tf.tensor1d(['a', 'b'])] })],
  ['has shapes that follow from values', /decide the shape/, () => ({ step: (...args) => tf.mean(tf.unique(tf.reshape(tf.floor(tf.mul(only(args), 4)), [-1])).values) })],
  ['picks boxes', /decide the shape/, () => ({ step: (...args) => tf.image.nonMaxSuppression(tf.concat<ReturnType<typeof tf.zeros<typeof tf.Rank.R2>>>([tf.zeros([4, 1]), only(args).as2D(4, 3)], 1), tf.tensor1d([1, 2, 3, 4]), 4) })],
  ['draws from TensorFlow’s own generator', /keeps a state of its own/, () => ({ step: (...args) => [tf.sum(only(args)), tf.mul(tf.multinomial(tf.log(tf.tensor2d([[1, 0]])), 3, 5), 1)] })],
];

test.each(unsound)('a step that %s runs as written', (_, cause, make) => {
  const { replayed } = fallsBack(cause, make, batches(8));
  expect(replayed).toBe(0);
});

test('a step that disposes its argument runs as written', () => {
  takeWarnings();
  const step = compile((x: ReturnType<typeof tf.ones>) => { const sum = tf.sum(x); x.dispose(); return sum; });
  for (let k = 0; k < 5; k += 1) {
    const x = tf.fill([2], k);
    expect(step(x).dataSync()[0]).toBe(2 * k);
    expect(x.isDisposed).toBe(true);
  }
  expect(step.fallback).toMatch(/disposes one of its arguments/);
  expect(takeWarnings()).toHaveLength(1);
});

test('a step that disposes a variable runs as written', () => {
  takeWarnings();
  const step = compile((x: ReturnType<typeof tf.ones>, w: ReturnType<typeof weights>) => { const sum = tf.sum(tf.matMul(x, w)); w.dispose(); return sum; });
  for (let k = 0; k < 4; k += 1) expect(step(tf.ones([1, 3]), weights()).dataSync()[0]).toBe(3);
  expect(step.fallback).toMatch(/disposes (a variable|one of its arguments)/);
});

test('an async step is refused, and says so', async () => {
  const step = compile((async (x: ReturnType<typeof tf.ones>) => { await Promise.resolve(); return tf.sum(x); }) as unknown as (x: ReturnType<typeof tf.ones>) => ReturnType<typeof tf.sum>, { name: 'The step' });
  for (let k = 0; k < 4; k += 1) expect(() => step(tf.ones([2]))).toThrow(new TypeError('The step is async; a compiled step must give its result at once.'));
  // An unhandled rejection of the rest of it would end the test.
  await new Promise((resolve) => void setImmediate(resolve));
});

test('a change that comes only at a late call is noticed at a later look, and told', () => {
  takeWarnings();
  let call = 0;
  const step = compile((x: ReturnType<typeof tf.ones>) => (call < LATE ? tf.sum(x) : tf.mul(tf.sum(x), 2)));
  const found = Array.from({ length: 100 }, () => { const value = step(tf.ones([2])).dataSync()[0]; call += 1; return value; });
  expect(found[LATE - 1]).toBe(2);
  // What the contract says: not noticed at once, and not for ever either.
  expect(found.at(-1)).toBe(4);
  expect(found.indexOf(4)).toBeLessThan(80);
  expect(takeWarnings()).toEqual([expect.stringMatching(/other operations from call to call; until now it ran as its first calls did\.$/)]);
});

test.each([2, 3, 4, 5, 8])('a step that does something else in every call of %i runs as written before it gives a wrong number', (period) => {
  takeWarnings();
  let call = 0;
  const step = compile((x: ReturnType<typeof tf.ones>) => (call % period === 0 ? tf.sum(x) : tf.mean(x)));
  for (; call < 200; call += 1) expect(step(tf.ones([2])).dataSync()[0]).toBe(call % period === 0 ? 2 : 1);
  expect(takeWarnings()).toEqual([expect.stringMatching(/other operations from call to call/)]);
});

describe('random functions of TensorFlow.js', () => {
  test('without a seed', () => {
    takeWarnings();
    const step = compile((x: ReturnType<typeof tf.ones>) => tf.add(x, tf.randomNormal([2])));
    const found = Array.from({ length: 6 }, () => String(step(tf.ones([2])).dataSync()));
    expect(new Set(found).size).toBe(6);
    expect(step.fallback).toMatch(/./);
    expect(takeWarnings()).toHaveLength(1);
  });

  test('without a seed, but routed', () => {
    const { replayed } = compiles(({ random }) => {
      const restore = routeRandomFunctions(tf, random);
      return {
        step: (...args) => [tf.add(only(args), tf.randomNormal([4, 3])), tf.dropout(only(args), 0.5), tf.randomUniform([2], 0, 9, 'int32'), tf.truncatedNormal([2])],
        state: () => [],
        before: (k) => void (k === 11 && restore()),
      };
    }, batches(11));
    expect(replayed).toBeGreaterThan(6);
  });

  test('with a seed give the same in every call', () => {
    compiles(() => ({ step: (...args) => tf.add(only(args), tf.randomNormal([4, 3], 0, 1, 'float32', 5)) }), batches(8));
  });
});

test('numbers of `random` are drawn anew in every call, and the position goes on', () => {
  const found = new Set<string>();
  compiles(({ random }) => ({
    step: (...args) => {
      const x = only(args);
      return [random.normal([2]), random.uniform([2]), random.truncatedNormal([2]), random.dropout(x, 0.5), random.categorical(x), random.dropout(x, 0)];
    },
  }), batches(14));
  const random = createRandom(tf, 'TENSORFLOW', 3);
  const step = compile(() => random.normal([3]));
  for (let k = 0; k < 20; k += 1) found.add(String(step().dataSync()));
  expect(found.size).toBe(20);
});

test('a whole number of `random` is JavaScript’s, so the step runs as written', () => {
  fallsBack(/value/, ({ random }: Context) => ({ step: (...args) => tf.add(only(args), random.integer() % 100) }), batches(6));
});

test('moving the position moves compiled steps, too', () => {
  compiles(({ random }) => ({ step: (...args) => tf.add(only(args), random.normal([3])), before: (k) => void (k === 7 && random.moveTo(2)) }), batches(12));
});
