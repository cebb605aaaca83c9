import { describe, expect, it } from 'vitest';
import type { NamedTensors, Optimizer, OptimizerName, OptimizerOptions } from 'flywheel/plugin';
import { type HostTensor, listenToHostTensors } from '../../src/tensor/compiled/feed.ts';
import { loadNative } from '../../src/tensor/native/load.ts';
import { createOptimizerFactory } from '../../src/tensor/optimizers/create-optimizer.ts';
import { EXPECTED } from './optimizers-expected.ts';

const { tf } = await loadNative();
const createOptimizer = createOptimizerFactory(tf);

/** (w₀ − 3)² + 10 (w₁ + 1)² from (1, 2) with the rate 0.1 / (t + 1), in two variables of different shapes. */
function problem(name: OptimizerName, options: Partial<OptimizerOptions> = {}) {
  const a = tf.tidy(() => tf.variable(tf.tensor1d([1])));
  const b = tf.tidy(() => tf.variable(tf.tensor2d([[2]])));
  const loss = () => tf.add(tf.sum(tf.square(tf.sub(a, 3))), tf.mul(10, tf.sum(tf.square(tf.add(b, 1))))) as ReturnType<typeof tf.scalar>;
  const optimizer = createOptimizer(name, { learningRate: (t) => 0.1 / (t + 1), ...options });
  return {
    optimizer, loss,
    variables: [a, b],
    step: () => {
      const value = optimizer.minimize(loss, [a, b]);
      const number = value.dataSync()[0];
      value.dispose();
      return number;
    },
    weights: () => [a.dataSync()[0], b.dataSync()[0]],
    assign: ([x = 0, y = 0]: (number | undefined)[]) => tf.tidy(() => [a.assign(tf.tensor1d([x])), b.assign(tf.tensor2d([[y]]))]),
    dispose: () => tf.dispose([a, b]),
  };
}

const steps = (run: { step(): unknown }, count: number) => Array.from({ length: count }, () => run.step());
const stored = (optimizer: Optimizer): NamedTensors => Object.fromEntries(Object.entries(optimizer.state()).map(([name, tensor]) => [name, tensor.clone()]));
const numbers = (tensors: NamedTensors) => Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
const firsts = (tensors: Iterable<{ dataSync(): ArrayLike<number> }>) => [...tensors].map((tensor) => tensor.dataSync()[0]);

describe.each(Object.entries(EXPECTED))('%s', (_, { name, options, weights }) => {
  it('moves as in PyTorch', () => {
    const run = problem(name, options);
    expect(run.step()).toBe(94);
    steps(run, 4);
    const [w0, w1] = options?.average === undefined ? run.weights() : firsts(run.optimizer.averages());
    expect(w0).toBeCloseTo(weights[0], 5);
    expect(w1).toBeCloseTo(weights[1], 5);
  });

  it('goes on from its saved state to the last bit', () => {
    const whole = problem(name, options);
    steps(whole, 3);
    const [middle, state] = [whole.weights(), stored(whole.optimizer)];
    const rest = steps(whole, 4);

    // One that is new, and one that has moved elsewhere already.
    for (const before of [0, 2]) {
      const resumed = problem(name, options);
      steps(resumed, before);
      const held = Object.entries(resumed.optimizer.state()).filter(([key]) => key !== 'step');
      resumed.assign(middle);
      resumed.optimizer.restore(state);
      expect(steps(resumed, 4)).toEqual(rest);
      expect(resumed.weights()).toEqual(whole.weights());
      const after = resumed.optimizer.state();
      expect(numbers(after)).toEqual(numbers(whole.optimizer.state()));
      // A graph that was recorded before holds the slots themselves.
      for (const [key, tensor] of held) expect(after[key]).toBe(tensor);
    }
    tf.dispose(Object.values(state));
  });

  it('can be saved before its first step', () => {
    const [fresh, restored] = [problem(name, options), problem(name, options)];
    restored.optimizer.restore(fresh.optimizer.state());
    expect(steps(restored, 3)).toEqual(steps(fresh, 3));
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const run = problem(name, options);
    steps(run, 1);
    const after = tf.memory().numTensors;
    steps(run, 20);
    expect(tf.memory().numTensors).toBe(after);
    const held = numbers(run.optimizer.state());
    run.optimizer.restore(run.optimizer.state());
    expect(numbers(run.optimizer.state())).toEqual(held);
    run.optimizer.dispose();
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asks for its numbers once in a replayed step, and counts it', () => {
    const asked: number[] = [];
    const learningRate = (step: number) => (asked.push(step), 0.1 / (step + 1));
    const run = problem(name, { ...options, learningRate });
    const [recorded, eager]: [HostTensor[], number[][]] = [[], []];
    run.step();
    listenToHostTensors((tensor, source) => (recorded.push(source), eager.push([...tensor.dataSync()])));
    run.step();
    listenToHostTensors(undefined);
    expect(recorded.length).toBeGreaterThan(0);

    // What a graph does in place of the third step, beside its operations.
    const replayed = recorded.map((source) => source.compute().map(Math.fround));
    expect(asked).toEqual([0, 1, 2]);
    expect(run.optimizer.state()['step']?.dataSync()[0]).toBe(3);

    const other = problem(name, { ...options, learningRate });
    steps(other, 2);
    eager.length = 0;
    listenToHostTensors((tensor) => void eager.push([...tensor.dataSync()]));
    other.step();
    listenToHostTensors(undefined);
    expect(replayed).toEqual(eager);
  });
});

describe('an optimizer', () => {
  const slotNames: Record<OptimizerName, string[]> = {
    ADAM: ['m/0', 'v/0', 'm/1', 'v/1'], ADAMW: ['m/0', 'v/0', 'm/1', 'v/1'], SGD: ['velocity/0', 'velocity/1'], RMSPROP: ['v/0', 'v/1'],
  };

  it.each(Object.entries(slotNames) as [OptimizerName, string[]][])('names the step count and the slots of %s', (name, slots) => {
    const run = problem(name);
    steps(run, 2);
    const state = run.optimizer.state();
    expect(Object.keys(state)).toEqual(['step', ...slots]);
    expect(state['step']?.dataSync()[0]).toBe(2);
  });

  it('keeps its state in variables that are not trained', () => {
    const run = problem('ADAM', { average: 0.9 });
    run.step();
    const { step: _, ...slots } = run.optimizer.state();
    expect(Object.keys(slots)).toContain('average/1');
    for (const slot of Object.values(slots)) expect(slot).toMatchObject({ trainable: false });
  });

  it('refuses the state of another kind, or of other variables', () => {
    const saved = (name: OptimizerName, options?: Partial<OptimizerOptions>) => {
      const run = problem(name, options);
      run.step();
      return run.optimizer.state();
    };
    for (const [mine, theirs] of [['ADAM', 'SGD'], ['SGD', 'ADAM'], ['RMSPROP', 'ADAM'], ['ADAM', 'RMSPROP']] as const) {
      expect(() => problem(mine).optimizer.restore(saved(theirs))).toThrow(/another kind of optimizer/);
    }
    expect(() => problem('ADAM').optimizer.restore(saved('ADAM', { average: 0.9 }))).toThrow(/another kind of optimizer/);
    expect(() => problem('ADAM', { average: 0.9 }).optimizer.restore(saved('ADAM'))).toThrow(/another kind of optimizer/);
    expect(() => problem('SGD', { momentum: 0 }).optimizer.restore(saved('SGD'))).toThrow(/another kind of optimizer/);

    const run = problem('SGD');
    run.step();
    expect(() => run.optimizer.restore({ step: tf.scalar(1, 'int32'), 'velocity/0': tf.zeros([1]) })).toThrow(/of 1 variables/);
    const fresh = problem('SGD');
    fresh.optimizer.restore({ step: tf.scalar(1, 'int32'), 'velocity/0': tf.zeros([4]), 'velocity/1': tf.zeros([1, 1]) });
    expect(() => fresh.step()).toThrow(/different variables/);
  });

  it('moves by given gradients as by its own', () => {
    const [whole, given] = [problem('ADAMW', { clipNorm: 3 }), problem('ADAMW', { clipNorm: 3 })];
    steps(whole, 3);
    for (let k = 0; k < 3; k++) {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(given.loss, given.variables);
        given.optimizer.apply(grads, given.variables);
        for (const gradient of Object.values(grads)) expect(gradient.isDisposed).toBe(false);
      });
    }
    expect(given.weights()).toEqual(whole.weights());
    expect(() => given.optimizer.apply({}, given.variables)).toThrow(/no gradient/);
  });

  it('names a variable that the loss does not depend on, and has not counted that step', () => {
    const run = problem('ADAM');
    const other = tf.variable(tf.scalar(1), true, 'idle');
    expect(() => run.optimizer.minimize(run.loss, [...run.variables, other])).toThrow('The loss does not depend on idle.');
    expect(run.optimizer.state()['step']?.dataSync()[0]).toBe(0);
    run.step();
    expect(() => run.optimizer.minimize(run.loss, run.variables.slice(0, 1))).toThrow(/knows 2 variables/);
    other.dispose();
  });

  it('clips gradients that are zero', () => {
    const run = problem('SGD', { clipNorm: 1 });
    run.assign([3, -1]);
    steps(run, 2);
    expect(run.weights()).toEqual([3, -1]);
  });

  it('has averages only where they were asked for', () => {
    expect(problem('SGD', { average: 0.5 }).optimizer.averages()).toEqual([]);
    expect(() => problem('SGD').optimizer.averages()).toThrow(/option average/);
  });

  it.each([['beta1', 1], ['beta2', -0.1], ['epsilon', 0], ['momentum', 1], ['clipNorm', 0], ['average', 1], ['average', NaN], ['weightDecay', -1]] as const)('refuses %s %d', (option, value) => {
    expect(() => createOptimizer('ADAM', { learningRate: () => 1, [option]: value })).toThrow(new RegExp(`${option} has to be .* it is ${value}`));
  });
});
