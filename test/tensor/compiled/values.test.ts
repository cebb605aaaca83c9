import { describe, expect, test } from 'vitest';
import type { StepValue } from 'flywheel/plugin';
import { batches, compile, compiles, createOptimizer, distance, fallsBack, feed, only, sameAsEager, takeWarnings, tensorAt, tf, weights } from './support.ts';

describe('arguments', () => {
  test('a partial batch has a graph of its own', () => {
    const { graphs } = compiles(() => {
      const [w, optimizer] = [weights(), createOptimizer('ADAM', { learningRate: () => 0.1 })];
      return { step: (...args) => optimizer.minimize(() => distance(only(args), w), [w]), state: [w] };
    }, batches(20, (k) => (k % 4 === 3 ? 2 : 4)));
    expect(graphs).toBe(2);
  });

  test('several shapes, and types', () => {
    const { graphs } = compiles(() => ({ step: (...args) => tf.sum(tf.cast(only(args), 'float32'), -1) }), [
      ...batches(6), ...batches(6, 5), ...Array.from({ length: 6 }, (_, k) => [tf.tensor2d([[k, 2, 3]], [1, 3], 'int32')]), ...Array.from({ length: 6 }, (_, k) => [tf.tensor1d([k > 2, true], 'bool')]),
    ]);
    expect(graphs).toBe(4);
  });

  test('numbers, strings, booleans and null', () => {
    const plain: StepValue[] = [0, -0, 1, NaN, Infinity, 'a', 'b', '0', true, false, null, undefined];
    const { graphs } = compiles(() => ({ step: (...args) => tf.div(only(args), Number(args[1] === 'a' ? 5 : args[1])) }),
      [0, 1, 2].flatMap((round) => plain.flatMap((value, k) => batches(1).map(([x]) => [tf.add(x ?? 0, 100 * round + k), value]))));
    expect(graphs).toBe(plain.length);
  });

  test('records and lists, nested', () => {
    compiles(() => ({
      step: (...args) => {
        const [{ x, more: [y, { scale }] }] = args as unknown as [{ x: ReturnType<typeof tf.ones>; more: [ReturnType<typeof tf.ones>, { scale: number }] }];
        return { sum: tf.add(x, y), parts: [tf.mul(x, scale), [{ y: tf.neg(y), scale }]], none: {}, empty: [] };
      },
    }), batches(9).map(([x = tf.ones([1])], k) => [{ x, more: [tf.sqrt(x), { scale: k % 2 }] }]));
  });

  test('the same tensor twice, then two different ones', () => {
    const [[a], [b]] = [batches(1)[0] ?? [], batches(2)[1] ?? []];
    compiles(() => ({ step: (...args) => tf.sub(tf.mul(tensorAt(args, 0), 3), tensorAt(args, 1)) }), [[a, a], [b, b], [a, a], [a, a], [a, b], [b, a], [a, b], [b, a], [b, b], [a, a]]);
  });

  test('a clone of another argument', () => {
    const [x = tf.ones([1]), y = tf.ones([1])] = batches(2).flat();
    compiles(() => ({ step: (...args) => tf.sub(tf.mul(tensorAt(args, 0), 3), tensorAt(args, 1)) }), [[x, x.clone()], [y, y.clone()], [x, x.clone()], [x, y], [y, x], [x, y], [y, x], [x, x.clone()]]);
  });

  test('always the tensor that the step also has from outside, then another one', () => {
    const [x = tf.ones([1]), y = tf.ones([1])] = batches(2).flat();
    compiles(() => ({ step: (...args) => tf.sub(tf.mul(only(args), 3), x) }), [...Array.from({ length: 5 }, () => [x]), ...Array.from({ length: 9 }, () => [y])]);
  });

  test('a variable, and its clone', () => {
    const v = weights();
    compiles(() => {
      const w = weights();
      return {
        step: (...args) => {
          const loss = distance(tensorAt(args, 0), tf.mul(w, tf.add(v, tensorAt(args, 1))));
          v.assign(tf.add(v, 0.5));
          return loss;
        },
        state: [v],
        before: (k) => void (k === 0 && v.assign(tf.ones([3, 1]))),
      };
    }, batches(10).map(([x], k) => [x, k % 2 === 0 ? v : tf.ones([3, 1])]));
  });

  test('a clone of a weight that stays while the weight moves', () => {
    compiles(() => {
      const [w, optimizer] = [weights(), tf.train.sgd(0.1)];
      const start = w.clone();
      return { step: (...args) => [tf.sum(tf.square(tf.sub(w, start))), distance(only(args), w)], state: [w], before: (k) => void (k > 3 && optimizer.minimize(() => distance(tf.ones([1, 3]), w), false, [w])) };
    }, batches(9));
  });

  test('two variables that share their value, until one of them moves', () => {
    compiles(() => {
      const [online, target] = [weights(), weights()];
      target.assign(online);
      return { step: (...args) => distance(only(args), tf.sub(tf.mul(online, 2), target)), state: [online, target], before: (k) => void (k > 3 && online.assign(tf.fill([3, 1], k))) };
    }, batches(9));
  });

  test('more combinations of numbers than are worth graphs run as written, with a warning', () => {
    const outcome = sameAsEager(() => ({ step: (...args) => tf.mul(only(args), Number(args[1])) }), Array.from({ length: 80 }, (_, k) => [tf.ones([2]), k]));
    expect(outcome).toMatchObject({ replayed: 0, fallback: undefined, warnings: [expect.stringMatching(/64 combinations of shapes and values; further ones run as written/)] });
  });

  test('what is no tensor, plain value, list or record is told', () => {
    takeWarnings();
    const step = compile((...args: readonly StepValue[]) => tf.sum(only(args)));
    const unfit: unknown = new Map();
    expect(step(tf.ones([2]), unfit as StepValue).dataSync()[0]).toBe(2);
    expect(step.fallback).toMatch(/an argument is unfit: a Map is neither a tensor, a plain value, a list nor a record/);
    expect(takeWarnings()).toHaveLength(1);
  });
});

describe('results', () => {
  test.each<[string, (x: ReturnType<typeof tf.ones>, w: ReturnType<typeof weights>, k: ReturnType<typeof tf.ones>) => StepValue]>([
    ['a tensor', (x) => tf.square(x)],
    ['nothing', () => undefined],
    ['nothing, but the weights move', (x, w) => void w.assign(tf.add(w, tf.mean(x)))],
    ['plain values', () => ({ a: 1, b: 'two', c: [true, null, undefined, NaN] })],
    ['the same tensor twice', (x) => { const y = tf.square(x); return [y, y]; }],
    ['an argument', (x) => [x, tf.sum(x)]],
    ['a view of an argument', (x) => [tf.reshape(x, [-1]), x.clone()]],
    ['a variable', (x, w) => { w.assign(tf.add(w, tf.mean(x))); return w; }],
    ['a copy of a variable before it moves', (x, w) => { const was = w.clone(); w.assign(tf.add(w, tf.mean(x))); return [was, w.clone()]; }],
    ['a tensor from outside', (x, _, k) => [k, tf.mul(x, k)]],
    ['a clone of a tensor from outside', (_, __, k) => k.clone()],
    ['a constant', () => [tf.scalar(3), tf.zeros([2]), tf.scalar(5, 'int32'), tf.tensor1d([true, false])]],
    ['an empty tensor', (x) => [tf.zeros([0, 3]), tf.concat([x, tf.zeros([0, 3])], 0)]],
  ])('%s', (_, run) => {
    const k = tf.tensor([1, 2, 3]);
    compiles(() => {
      const w = weights();
      return { step: (...args) => run(only(args), w, k), state: [w] };
    }, batches(12));
    expect(k.isDisposed).toBe(false);
  });

  test('are the caller’s to keep and to dispose', () => {
    const step = compile((x: ReturnType<typeof tf.ones>) => [tf.square(x), x.clone()]);
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    const kept = Array.from({ length: 9 }, () => step(x)).flat();
    expect(tf.memory().numTensors).toBe(before + kept.length);
    for (const [k, tensor] of kept.entries()) expect([...tensor.dataSync()]).toEqual(k % 2 === 0 ? [1, 4] : [1, 2]);
    tf.dispose(kept);
    expect([...x.dataSync()]).toEqual([1, 2]);
  });

  test('belong to the tidy that the call is in', () => {
    const step = compile((x: ReturnType<typeof tf.ones>) => tf.square(x));
    const x = tf.ones([2]);
    const before = tf.memory().numTensors;
    for (let k = 0; k < 9; k += 1) tf.tidy(() => void step(x));
    expect(tf.memory().numTensors).toBe(before);
    expect(step.graphs).toBe(1);
  });

  test('of another kind from call to call', () => {
    fallsBack(/another kind of result/, () => {
      let k = 0;
      return { step: (...args) => ({ loss: tf.sum(only(args)), step: k++ }) };
    }, batches(6));
  });
});

describe('what changes from call to call', () => {
  test('fed numbers are asked for once a call, in order', () => {
    const asked: number[] = [];
    compiles(() => {
      let k = 0;
      asked.length = 0;
      return { step: (...args) => tf.mul(tf.add(only(args), feed(() => (asked.push(k), k++))), feed(() => 1 / k)) };
    }, batches(12));
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('a fed number that no result depends on goes on all the same', () => {
    compiles(() => {
      let k = 0;
      return { step: (...args) => { feed(() => k++); return tf.sum(only(args)); }, state: () => [tf.scalar(k)] };
    }, batches(8));
  });

  test('a guarded value has a graph for each value', () => {
    const { graphs } = compiles(() => {
      let on = false;
      return { step: (...args) => tf.mul(only(args), on ? 2 : 1), before: (k) => void (on = k % 3 === 0), options: { guard: () => [on] } };
    }, batches(15));
    expect(graphs).toBe(2);
  });

  test('odd guarded numbers are told from each other', () => {
    let odd = 0;
    compiles(() => ({ step: (...args) => tf.div(tf.ones([2]), tf.add(tf.mul(only(args), 0), odd)), before: (k) => void (odd = [0, NaN, Infinity, -Infinity, 1][k % 5] ?? 0), options: { guard: () => [odd] } }),
      Array.from({ length: 20 }, () => [tf.ones([2])]));
  });

  test('weights assigned from outside are seen', () => {
    compiles(() => {
      const [w, optimizer] = [weights(), createOptimizer('ADAM', { learningRate: () => 0.1 })];
      return { step: (...args) => optimizer.minimize(() => distance(only(args), w), [w]), state: [w], before: (k) => void (k === 6 && w.assign(tf.zeros([3, 1]))) };
    }, batches(12));
  });

  test('a clone of a weight keeps its value', () => {
    const clones: number[][] = [];
    compiles(() => {
      const [w, optimizer] = [weights(), tf.train.sgd(0.1)];
      let kept = tf.keep(w.clone());
      return { step: (...args) => optimizer.minimize(() => distance(only(args), w), true, [w]), state: () => [w, kept], before: (k) => void (k % 3 === 2 && (kept = tf.keep(w.clone()), clones.push([...kept.dataSync()]))) };
    }, batches(12));
    expect(clones.slice(0, 4)).toEqual(clones.slice(4));
    expect(new Set(clones.map(String)).size).toBe(4);
  });
});
