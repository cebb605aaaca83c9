import { describe, expect, test } from 'vitest';
import { batches, compile, compiles, createOptimizer, distance, fallsBack, only, sameAsEager, takeWarnings, tensorAt, tf, tools, weights } from './support.ts';

type AnyTensor = ReturnType<typeof tf.ones>;
const first = (x: { dataSync(): ArrayLike<number> }) => x.dataSync()[0];
const handles = () => {
  const backend: unknown = tf.backend();
  return (backend as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();
};
const messageOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It did not fail.');
};
const use = (step: (x: AnyTensor) => AnyTensor, shape: readonly number[], times = 4) => { for (let k = 0; k < times; k += 1) tf.tidy(() => void step(tf.fill([...shape], k))); };

describe('graphs', () => {
  test('are freed by dispose, and made anew by the next calls', () => {
    const step = compile((x: AnyTensor) => tf.square(x));
    const x = tf.ones([2]);
    const call = () => tf.tidy(() => first(step(x)));
    call();
    step.dispose();
    const [before, native] = [tf.memory(), handles()];
    for (let round = 0; round < 3; round += 1) {
      for (let k = 0; k < 5; k += 1) expect(call()).toBe(1);
      expect(step.graphs).toBe(1);
      step.dispose();
      expect(step.graphs).toBe(0);
      expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes, numDataBuffers: before.numDataBuffers });
      expect(handles()).toBe(native);
    }
    step.dispose();
    expect(step.fallback).toBeUndefined();
  });

  test('are sixteen at most: the one that was not used for longest goes', () => {
    let ran = 0;
    const step = compile((x: AnyTensor) => (ran += 1, tf.square(x)));
    for (let size = 1; size <= 16; size += 1) use(step, [size]);
    expect(step.graphs).toBe(16);
    use(step, [1], 1);
    use(step, [17]);
    expect(step.graphs).toBe(16);
    ran = 0;
    use(step, [1], 1);
    expect(ran).toBe(0);
    use(step, [2], 1);
    expect(ran).toBe(1);
  });

  test('are made for 64 combinations at most', () => {
    takeWarnings();
    const step = compile((x: AnyTensor) => tf.sum(x), { name: 'The step' });
    for (let size = 1; size <= 70; size += 1) for (let k = 0; k < 4; k += 1) expect(tf.tidy(() => first(step(tf.fill([size], k))))).toBe(size * k);
    expect(step.graphs).toBe(16);
    expect(takeWarnings()).toEqual([expect.stringMatching(/^The step has been called with 64 combinations of shapes and values; further ones run as written/)]);
    expect(step.fallback).toBeUndefined();
  });

  test('hold a tensor from outside no longer than its maker: then the step fails as written', () => {
    const k = tf.scalar(3);
    const step = compile((x: AnyTensor) => tf.mul(x, k));
    use(step, [2], 6);
    expect(step.graphs).toBe(1);
    k.dispose();
    expect(messageOf(() => step(tf.ones([2])))).toBe(messageOf(() => tf.mul(tf.ones([2]), k)));
  });

  test('are made anew where the tensor from outside is disposed and another one takes its place', () => {
    compiles(() => {
      let k = tf.scalar(1);
      return { step: (...args) => tf.mul(only(args), k), before: (call) => { if (call === 6) { k.dispose(); k = tf.scalar(5); } } };
    }, batches(12));
  });

  test('of disposed variables do not run: TensorFlow.js fails as ever, and new variables are taken', () => {
    let w = weights();
    const step = compile((x: AnyTensor) => tf.sum(tf.matMul(x, w)));
    use(step, [2, 3], 5);
    w.dispose();
    expect(messageOf(() => step(tf.ones([2, 3])))).toBe(messageOf(() => tf.matMul(tf.ones([2, 3]), w)));
    w = weights();
    w.assign(tf.fill([3, 1], 2));
    for (let k = 0; k < 5; k += 1) expect(first(step(tf.ones([2, 3])))).toBe(12);
    expect([step.graphs, step.fallback]).toEqual([1, undefined]);
  });

  test('look at which variables are trained', () => {
    compiles(() => {
      const [v, w] = [weights([3, 3]), weights()];
      const optimizer = tf.train.sgd(0.1);
      return {
        step: (...args) => optimizer.minimize(() => distance(tf.matMul(only(args), v), w), true, [v, w].filter(({ trainable }) => trainable)),
        state: [v, w],
        before: (k) => void (k === 5 ? (v.trainable = false) : k === 10 && (v.trainable = true)),
      };
    }, batches(16));
  });
});

describe('a step in another one', () => {
  test('is part of it', () => {
    compiles(() => {
      const [w, optimizer] = [weights(), createOptimizer('ADAM', { learningRate: () => 0.1 })];
      const loss = compile((x: AnyTensor) => distance(x, w));
      return { step: (...args) => [loss(only(args)), optimizer.minimize(() => loss(only(args)), [w]), loss(only(args))], state: [w] };
    }, batches(10));
  });

  test('runs as its own graph where the outer one runs as written', () => {
    let ran = 0;
    const inner = compile((x: AnyTensor) => (ran += 1, tf.square(x)));
    fallsBack(/reads the value/, () => ({ step: (...args) => tf.mul(inner(only(args)), first(tf.sum(only(args))) ?? 0) }), batches(14));
    expect(ran).toBeLessThan(14);
    expect(inner.graphs).toBe(1);
  });

  test('keeps its guard', () => {
    compiles(() => {
      let on = 1;
      const inner = compile((x: AnyTensor) => tf.mul(x, on), { guard: () => [on] });
      return { step: (...args) => tf.sum(inner(only(args))), before: (k) => void (on = k < 6 ? 1 : 2) };
    }, batches(12));
  });

  test('in a gradient gives the gradient', () => {
    const w = weights();
    const step = compile((x: AnyTensor) => distance(x, w));
    use(step, [2, 3], 5);
    expect(step.graphs).toBe(1);
    const [x] = batches(1)[0] ?? [];
    const gradient = tf.grad((one) => step(one as AnyTensor))(x ?? tf.ones([1]));
    expect([...gradient.dataSync()]).toEqual([...tf.grad((one) => distance(one, w))(x ?? tf.ones([1])).dataSync()]);
    const { value, grads } = tf.variableGrads(() => step(x as AnyTensor), [w]);
    expect(first(value)).toBe(first(distance(x as AnyTensor, w)));
    expect([...(grads[w.name]?.dataSync() ?? [])]).not.toContain(0);
  });
});

describe('errors', () => {
  test('of the step come through, and a graph for another shape stays', () => {
    const w = weights();
    const step = compile((x: AnyTensor) => { if (x.shape[0] === 5) throw new RangeError('not five'); return tf.sum(tf.matMul(x, w)); });
    use(step, [4, 3], 5);
    for (let k = 0; k < 3; k += 1) {
      expect(() => step(tf.ones([5, 3]))).toThrow(new RangeError('not five'));
      expect(() => step(tf.ones([4, 5]))).toThrow(/matMul|inner|shape|size-incompatible/i);
    }
    expect(first(step(tf.ones([4, 3])))).toBe(12);
    expect([step.graphs, step.fallback]).toEqual([1, undefined]);
  });

  test('of the first call come through, and the step is still compiled later', () => {
    const { graphs } = sameAsEager(() => {
      let k = 0;
      return { step: (...args) => { if (k++ === 0) throw new Error('not yet'); return tf.sum(only(args)); } };
    }, batches(6));
    expect(graphs).toBe(1);
  });

  test('in TensorFlow come through, and no variable has changed', () => {
    const w = weights([4, 1]);
    const optimizer = createOptimizer('ADAM', { learningRate: () => 0.1 });
    const step = compile((indices: AnyTensor) => optimizer.minimize(() => tf.mean(tf.square(tf.gather(w, indices))), [w]));
    const indices = (...values: number[]) => tf.tensor1d(values, 'int32') as unknown as AnyTensor;
    for (let k = 0; k < 5; k += 1) step(indices(k % 4, 3));
    expect(step.graphs).toBe(1);
    const before = [...w.dataSync()];
    const native = handles();
    expect(() => step(indices(1, 9))).toThrow(/9 is not in \[0, 4\)/);
    expect([...w.dataSync()]).toEqual(before);
    // The indices alone: nothing is left of the call that failed.
    expect(handles()).toBe(native + 1);
    expect(Number.isFinite(first(step(indices(1, 2))))).toBe(true);
    expect([step.graphs, step.fallback]).toEqual([1, undefined]);
  });

  test('of a fed number come through, and the next call goes on', () => {
    let fails = false;
    const step = compile((x: AnyTensor) => tf.mul(x, tools.feed(() => { if (fails) throw new Error('no number'); return 2; })));
    use(step, [1], 5);
    fails = true;
    expect(() => step(tf.ones([1]))).toThrow('no number');
    fails = false;
    expect(first(step(tf.ones([1])))).toBe(2);
  });
});

test('evaluation: a step that changes nothing, beside one that trains the same weights', () => {
  const [w, optimizer] = [weights(), createOptimizer('ADAM', { learningRate: () => 0.1 })];
  const train = compile((x: AnyTensor) => optimizer.minimize(() => distance(x, w), [w]));
  const evaluate = compile((x: AnyTensor) => ({ loss: distance(x, w), right: tf.mean(tf.cast(tf.greater(tf.matMul(x, w), 1), 'float32')) }));
  for (const args of batches(15)) {
    const x = only(args) as AnyTensor;
    train(x);
    expect(first(evaluate(x).loss)).toBe(first(distance(x, w)));
  }
  expect([train.graphs, evaluate.graphs]).toEqual([1, 1]);
});

test('generation: token by token in JavaScript, each by the graph', () => {
  compiles(({ random }) => {
    const [embedding, out] = [random.normal([7, 4]), random.normal([4, 7])];
    const next = (token: AnyTensor, hidden: AnyTensor) => {
      const state = tf.tanh(tf.add(hidden, tf.gather(embedding, token)));
      return { token: random.categorical(tf.matMul(state, out)), state };
    };
    return { step: (...args) => next(tensorAt(args, 0) as AnyTensor, tensorAt(args, 1) as AnyTensor) };
  }, Array.from({ length: 12 }, (_, k) => [tf.tensor1d([k % 7, 1], 'int32'), tf.randomNormal([2, 4], 0, 1, 'float32', k + 1)]));
});
