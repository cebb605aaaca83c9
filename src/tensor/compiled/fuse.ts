import type { Node, OpNode, Recording, Source } from './recording.ts';
import { outputsOf } from './simplify.ts';

/**
 * Joins operations that go over the same numbers one after the other, where the binding has a kernel for both that
 * gives the same to the last bit (src/tensor/native/binding/bias.cc):
 * - BiasAdd and then Relu, where nothing else uses the sum;
 * - ReluGrad and then the bias gradient of what it gives.
 * For CPUs. Leaves nodes behind that nothing uses any more.
 */
export function fuse(recording: Recording): Recording {
  const uses = countUses(recording);
  const nodes: Node[] = [...recording.nodes];
  const moved = new Map<string, Source>();
  const move = (source: Source): Source => ('input' in source ? source : (moved.get(`${source.node}:${source.output}`) ?? source));
  recording.nodes.forEach((node, index) => {
    if (node.kind !== 'op') return;
    const current = { ...node, inputs: node.inputs.map(move) };
    nodes[index] = current;
    const [first] = current.inputs;
    const before = first !== undefined && 'node' in first && first.output === 0 ? nodes[first.node] : undefined;
    if (first === undefined || !('node' in first) || before?.kind !== 'op') return;
    if (node.op === 'Relu' && before.op === 'BiasAdd' && isFloat(before) && uses.get(first.node) === 1) {
      nodes[index] = { kind: 'op', op: 'FlywheelBiasRelu', attrs: [], inputs: before.inputs, dtypes: before.dtypes };
    }
    if (node.op === 'FlywheelBiasGrad' && before.op === 'ReluGrad' && isFloat(before)) {
      nodes[first.node] = { kind: 'op', op: 'FlywheelReluBiasGrad', attrs: [], inputs: before.inputs, dtypes: [...before.dtypes, ...node.dtypes] };
      moved.set(`${index}:0`, { node: first.node, output: 1 });
    }
  });
  return {
    ...recording,
    nodes,
    made: recording.made.map(({ tensor, source }) => ({ tensor, source: move(source) })),
    writes: recording.writes.map(({ variable, source }) => ({ variable, source: move(source) })),
  };
}

/** TensorFlow's number for float32. */
const DT_FLOAT = 1;

function isFloat({ dtypes }: OpNode): boolean {
  return dtypes[0] === DT_FLOAT;
}

function countUses(recording: Recording): Map<number, number> {
  const uses = new Map<number, number>();
  const use = (source: Source) => {
    if ('node' in source) uses.set(source.node, (uses.get(source.node) ?? 0) + 1);
  };
  for (const node of recording.nodes) if (node.kind === 'op') node.inputs.forEach(use);
  outputsOf(recording).forEach(use);
  return uses;
}
