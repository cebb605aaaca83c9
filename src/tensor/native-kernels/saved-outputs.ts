import type { TensorFlow } from '../../plugin/tensors.ts';

interface TapeNode {
  readonly inputs: Readonly<Record<string, { readonly id: number }>>;
  readonly outputs: readonly { readonly id: number }[];
}

interface Engine {
  readonly state: { readonly activeTape: TapeNode[] };
  addTapeNode(...args: unknown[]): void;
}

/**
 * Puts TensorFlow.js's tape in order. A kernel whose gradient is computed from its result (exp, sigmoid, tanh, elu, softmax,
 * logSoftmax, pow, …) saves a copy of the result, and the copy is written on the tape before the kernel itself. A
 * gradient of a gradient, which reads the tape in order, then takes the copy for a constant and is wrong without a word:
 * of exp twice differentiated nothing is left.
 */
export function connectSavedOutputs(tf: TensorFlow): void {
  const engine: unknown = tf.engine();
  if (!isEngine(engine)) throw new Error('The tape of TensorFlow.js is not where it was.');
  const add = engine.addTapeNode;
  engine.addTapeNode = (...args) => {
    add.apply(engine, args);
    const tape = engine.state.activeTape;
    const node = tape.pop();
    if (node === undefined) return;
    const made = new Set(node.outputs.map(({ id }) => id));
    let place = tape.length;
    while (place > 0 && isCopyOf(tape[place - 1], made)) place -= 1;
    tape.splice(place, 0, node);
  };
}

function isCopyOf(node: TapeNode | undefined, made: ReadonlySet<number>): boolean {
  const { x } = node?.inputs ?? {};
  return x !== undefined && made.has(x.id);
}

function isEngine(engine: unknown): engine is Engine {
  return typeof engine === 'object' && engine !== null && 'state' in engine && 'addTapeNode' in engine && typeof engine.addTapeNode === 'function';
}
