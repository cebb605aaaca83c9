import { describe, expect, it } from 'vitest';
import type { NamedTensors, Optimizer, OptimizerName } from 'flywheel/plugin';
import { loadNative } from '../../src/tensor/native/load.ts';
import { createOptimizerFactory } from '../../src/tensor/optimizers/create-optimizer.ts';

const { tf } = await loadNative();
const createOptimizer = createOptimizerFactory(tf);

/*
 * (w₀ − 3)² + 10 (w₁ + 1)² from (1, 2) for five steps with the rate 0.1 / (t + 1), in float64 by this Python:
 *
 *   def grad(w): return [2 * (w[0] - 3), 20 * (w[1] + 1)]
 *   def rate(t): return 0.1 / (t + 1)
 *   def adam(decay):
 *       w, m, v = [1.0, 2.0], [0.0, 0.0], [0.0, 0.0]
 *       for t in range(5):
 *           for i, g in enumerate(grad(w)):
 *               w[i] -= rate(t) * decay * w[i]
 *               m[i] = 0.9 * m[i] + 0.1 * g
 *               v[i] = 0.999 * v[i] + 0.001 * g * g
 *               w[i] -= rate(t) * (m[i] / (1 - 0.9 ** (t + 1))) / (math.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-8)
 *       return w
 *   def sgd():
 *       w, u = [1.0, 2.0], [0.0, 0.0]
 *       for t in range(5):
 *           for i, g in enumerate(grad(w)):
 *               u[i] = 0.9 * u[i] + g
 *               w[i] -= rate(t) * u[i]
 *       return w
 */
const EXPECTED = {
  ADAM: [1.227899923640169, 1.7719360553214225],
  ADAMW: [1.2156220185856017, 1.7501619300877989],
  SGD: [2.47512, 0.8073799999999999],
} satisfies Record<OptimizerName, number[]>;

const NAMES = Object.keys(EXPECTED) as OptimizerName[];

/** The problem above in two variables of different shapes. */
function problem(name: OptimizerName) {
  const a = tf.tidy(() => tf.variable(tf.tensor1d([1])));
  const b = tf.tidy(() => tf.variable(tf.tensor2d([[2]])));
  const loss = () => tf.add(tf.sum(tf.square(tf.sub(a, 3))), tf.mul(10, tf.sum(tf.square(tf.add(b, 1))))) as ReturnType<typeof tf.scalar>;
  const optimizer = createOptimizer(name, { learningRate: (t) => 0.1 / (t + 1), weightDecay: 0.05 });
  return {
    optimizer,
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

describe.each(NAMES)('%s', (name) => {
  it('moves as the paper says', () => {
    const run = problem(name);
    expect(run.step()).toBe(94);
    steps(run, 4);
    const [w0, w1] = run.weights();
    expect(w0).toBeCloseTo(EXPECTED[name][0] ?? NaN, 5);
    expect(w1).toBeCloseTo(EXPECTED[name][1] ?? NaN, 5);
  });

  it('goes on from its saved state to the last bit', () => {
    const whole = problem(name);
    steps(whole, 3);
    const [weights, state] = [whole.weights(), stored(whole.optimizer)];
    const rest = steps(whole, 4);

    const resumed = problem(name);
    resumed.assign(weights);
    resumed.optimizer.restore(state);
    tf.dispose(Object.values(state));
    expect(steps(resumed, 4)).toEqual(rest);
    expect(resumed.weights()).toEqual(whole.weights());
  });

  it('can be saved before its first step', () => {
    const [fresh, restored] = [problem(name), problem(name)];
    restored.optimizer.restore(fresh.optimizer.state());
    expect(steps(restored, 3)).toEqual(steps(fresh, 3));
  });

  it('names the step count and its slots', () => {
    const run = problem(name);
    steps(run, 2);
    const state = run.optimizer.state();
    expect(Object.keys(state)).toEqual(name === 'SGD' ? ['step', 'velocity/0', 'velocity/1'] : ['step', 'm/0', 'v/0', 'm/1', 'v/1']);
    expect(state['step']?.dataSync()[0]).toBe(2);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const run = problem(name);
    steps(run, 1);
    const after = tf.memory().numTensors;
    steps(run, 20);
    expect(tf.memory().numTensors).toBe(after);
    run.optimizer.restore(run.optimizer.state());
    run.optimizer.dispose();
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses the state of another kind', () => {
    const other = problem(name === 'SGD' ? 'ADAM' : 'SGD');
    steps(other, 1);
    expect(() => problem(name).optimizer.restore(other.optimizer.state())).toThrow(/another kind of optimizer/);
  });
});
