import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import type { Tensor } from 'flywheel/plugin';

/** Runs a model of layers on tensors; as many tensors as it has outputs. */
export function run(model: LayersModel, inputs: readonly Tensor[]): Tensor[] {
  const output = model.apply([...inputs]);
  return (Array.isArray(output) ? output : [output]).map((tensor) => {
    if (!('dataId' in tensor)) throw new Error(`The model ${model.name} answered tensors with a symbol.`);
    return tensor;
  });
}

/** Runs a model that has one output. */
export function runOne(model: LayersModel, inputs: readonly Tensor[]): Tensor {
  const [output, ...more] = run(model, inputs);
  if (output === undefined || more.length > 0) throw new Error(`The model ${model.name} has ${more.length + 1} outputs, not one.`);
  return output;
}

/** Puts layers one behind the other. */
export function chain(input: SymbolicTensor | SymbolicTensor[], steps: readonly layers.Layer[]): SymbolicTensor {
  let last = input;
  for (const layer of steps) {
    const output = layer.apply(last);
    if (Array.isArray(output) || 'dataId' in output) throw new Error(`The layer ${layer.name} does not give one symbol.`);
    last = output;
  }
  if (Array.isArray(last)) throw new Error('A chain needs at least one layer.');
  return last;
}
