import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/index.ts';
import type { NativeBackend } from './native-backend.ts';
import type { Recorder } from './recorder.ts';

interface Listeners {
  onDispose(tensor: Tensor): void;
  onVariable(variable: Variable): void;
  onOptimizer(optimizer: Optimizer): void;
}

/** Puts `name` of `object` in place until the returned function is called. */
function replace<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true, enumerable: own?.enumerable ?? false });
  return () => {
    if (own === undefined) Reflect.deleteProperty(object, name);
    else Object.defineProperty(object, name, own);
  };
}

/**
 * Puts the recorder between TensorFlow.js and the binding, and watches what a graph cannot repeat: values read back,
 * JavaScript's own random numbers, variables made. Undone by the returned function.
 */
export function watchHost(tf: TensorFlow, backend: NativeBackend, recorder: Recorder, listeners: Listeners): () => void {
  const engine = tf.engine();
  const own = {
    binding: backend.binding,
    ids: backend.getInputTensorIds.bind(backend),
    move: backend.move.bind(backend),
    readSync: backend.readSync.bind(backend),
    makeVariable: engine.makeVariable.bind(engine),
    disposeTensor: engine.disposeTensor.bind(engine),
    random: Math.random,
  };
  const undo = [
    replace(backend, 'getInputTensorIds', (tensors) => {
      const ids = own.ids(tensors);
      recorder.sees(tensors, ids);
      return ids;
    }),
    replace(backend, 'move', (dataId, values, ...rest) => {
      recorder.takes(values);
      own.move(dataId, values, ...rest);
    }),
    replace(backend, 'readSync', (dataId) => {
      const { id, values } = backend.tensorMap.get(dataId);
      const madeHere = values === null ? recorder.isConstant(id) : recorder.isFresh(values);
      if (!madeHere) recorder.refuse('it reads the value of a tensor, which a graph cannot wait for');
      return own.readSync(dataId);
    }),
    replace(engine, 'makeVariable', (...args) => {
      const variable = own.makeVariable(...args);
      listeners.onVariable(variable);
      return variable;
    }),
    replace(engine, 'disposeTensor', (tensor) => {
      listeners.onDispose(tensor);
      own.disposeTensor(tensor);
    }),
    replace(Math, 'random', () => {
      recorder.refuse('it uses Math.random (draw from `random` instead)');
      return own.random();
    }),
    replace(backend, 'binding', recorder.binding()),
    ...optimizerClasses(tf).map((prototype) => {
      const applyGradients = prototype.applyGradients;
      return replace(prototype, 'applyGradients', function (this: Optimizer, gradients) {
        listeners.onOptimizer(this);
        return applyGradients.call(this, gradients);
      });
    }),
  ];
  return () => undo.reverse().forEach((one) => one());
}

function optimizerClasses(tf: TensorFlow): Optimizer[] {
  return [tf.SGDOptimizer, tf.MomentumOptimizer, tf.AdagradOptimizer, tf.AdadeltaOptimizer, tf.AdamOptimizer, tf.AdamaxOptimizer, tf.RMSPropOptimizer]
    .map(({ prototype }) => prototype)
    .filter((prototype) => Object.hasOwn(prototype, 'applyGradients'));
}
