import type { ExportGraph, NamedTensors, TensorFlow } from '../../plugin/index.ts';
import { composed } from '../fused/fused-op.ts';
import { GraphBuilder, type Constant } from './graph-builder.ts';
import { shapeOf, typeName } from './graph-node.ts';
import { traceKernels } from './trace.ts';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** `exportGraph` of the plugin contract. */
export function createExportGraph(tf: TensorFlow): ExportGraph {
  return (run, example, { folder, weights = {}, metadata } = {}) => {
    const graph = new GraphBuilder();
    // Clones, so that an input which is also a weight of the network is told apart.
    for (const [name, tensor] of Object.entries(weights)) graph.addWeight(name, tensor);
    const signature = { inputs: {}, outputs: {} };
    tf.tidy(() => {
      const inputs = Object.fromEntries(Object.entries(example).map(([name, tensor]) => [name, tensor.clone()]));
      for (const [name, tensor] of Object.entries(inputs)) graph.addInput(name, tensor);
      const outputs = composed(() => traceKernels(tf, () => run(inputs), (call, results) => graph.addKernel(call, results)));
      for (const [name, tensor] of Object.entries(outputs)) graph.addOutput(outputName(name, inputs), tensor);
      signature.inputs = signatureOf(inputs, (name) => name);
      signature.outputs = signatureOf(outputs, (name) => outputName(name, inputs));
    });
    const prefix = folder === undefined ? '' : `${folder}/`;
    const model = {
      format: 'graph-model',
      generatedBy: 'Flywheel',
      convertedBy: null,
      ...(metadata ? { userDefinedMetadata: metadata } : {}),
      signature,
      modelTopology: { node: graph.nodes, library: {}, versions: { producer: 1, minConsumer: 1 } },
      weightsManifest: [{ paths: ['weights.bin'], weights: graph.constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
    };
    return [{ path: `${prefix}model.json`, bytes: json(model) }, { path: `${prefix}weights.bin`, bytes: joined(graph.constants) }];
  };
}

/** An output that is called like an input is another node. */
const outputName = (name: string, inputs: NamedTensors) => (Object.hasOwn(inputs, name) ? `${name}_output` : name);

function signatureOf(tensors: NamedTensors, nodeOf: (name: string) => string) {
  return Object.fromEntries(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, { name: `${nodeOf(name)}:0`, dtype: typeName(dtype), tensorShape: shapeOf(shape) }]));
}

function joined(constants: readonly Constant[]): Uint8Array {
  const bytes = new Uint8Array(constants.reduce((sum, constant) => sum + constant.bytes.byteLength, 0));
  let end = 0;
  for (const constant of constants) {
    bytes.set(constant.bytes, end);
    end += constant.bytes.byteLength;
  }
  return bytes;
}
