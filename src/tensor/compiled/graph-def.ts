import { Buffer } from 'node:buffer';
import type { NativeBinding, OpAttr } from './native-backend.ts';
import type { OpDefinition, OpDefinitions } from './op-definitions.ts';
import { bytes, float, integer } from './protobuf.ts';
import { NotRecordable, type OpNode, type Recording, type Source } from './recording.ts';
import { outputsOf } from './simplify.ts';

/** The GraphDef version that TensorFlow 2 writes; older ones have other rules. */
const PRODUCER = 1500;

export interface GraphDef {
  readonly bytes: Buffer;
  /** Names of the placeholders, in the order of the recording's inputs. */
  readonly inputs: readonly string[];
  /** Names of what the graph gives: the made results, then the writes. */
  readonly outputs: readonly string[];
}

/**
 * Writes a recording as a GraphDef (graph.proto, node_def.proto, attr_value.proto): a placeholder per input, a node per
 * operation, an identity per output.
 *
 * @throws NotRecordable for an operation that keeps state of its own, or that the library does not know
 */
export function graphDef(recording: Recording, binding: NativeBinding, definitions: OpDefinitions): GraphDef {
  const { nodes, inputs } = recording;
  const name = (source: Source) => ('input' in source ? `in${source.input}` : `n${source.node}${source.output === 0 ? '' : `:${source.output}`}`);
  const typeOf = (source: Source): number => {
    const node = 'input' in source ? inputs[source.input] : nodes[source.node];
    const dtype = node && 'dtype' in node ? node.dtype : node && 'output' in source ? node.dtypes[source.output] : undefined;
    if (dtype === undefined) throw new Error('A recording names an output that does not exist.');
    return dtype;
  };
  const placeholders = inputs.map(({ dtype, shape }, index) => nodeDef(`in${index}`, 'Placeholder', [], [['dtype', type(dtype)], ['shape', bytes(7, shapeProto(shape))]]));
  const body = nodes.map((node, index) => {
    if (node.kind === 'op') return opNode(`n${index}`, node, name, typeOf, binding, definitions);
    const tensor = Buffer.concat([integer(1, node.dtype), bytes(2, shapeProto(node.shape)), bytes(4, node.content)]);
    return nodeDef(`n${index}`, 'Const', [], [['dtype', type(node.dtype)], ['value', bytes(8, tensor)]]);
  });
  const outputs = outputsOf(recording);
  const identities = outputs.map((source, index) => nodeDef(`out${index}`, 'Identity', [name(source)], [['T', type(typeOf(source))]]));
  return {
    bytes: Buffer.concat([...placeholders, ...body, ...identities, bytes(4, integer(1, PRODUCER))]),
    inputs: inputs.map((_, index) => `in${index}`),
    outputs: outputs.map((_, index) => `out${index}`),
  };
}

function opNode(name: string, node: OpNode, nameOf: (source: Source) => string, typeOf: (source: Source) => number, binding: NativeBinding, definitions: OpDefinitions): Buffer {
  const definition = definitions.get(node.op);
  if (definition === undefined) throw new NotRecordable(`TensorFlow has no operation ${node.op} for graphs`);
  if (definition.stateful) throw new NotRecordable(`the operation ${node.op} keeps a state of its own`);
  const attrs = new Map(node.attrs.filter((attr) => definition.attrs.has(attr.name)).map((attr) => [attr.name, attrValue(binding, attr)]));
  for (const [attr, value] of inferredAttrs(definition, node.inputs.map(typeOf), node.attrs)) if (!attrs.has(attr)) attrs.set(attr, value);
  const inputs = node.inputs.map(nameOf);
  const [gradient] = node.inputs;
  if (node.op !== 'BiasAddGrad' || gradient === undefined) return nodeDef(name, node.op, inputs, [...attrs]);
  // TensorFlow's oneDNN pass makes one operation of it and the Conv2DBackpropFilter of the same gradient, also in
  // functions, which adds in another order than the two do: other last bits than eager. Behind an identity it does not.
  return Buffer.concat([nodeDef(`${name}_in`, 'Identity', inputs, [['T', type(typeOf(gradient))]]), nodeDef(name, node.op, [`${name}_in`], [...attrs])]);
}

/** The attributes that running an operation eagerly finds out from its inputs: their types, and how many they are. */
function* inferredAttrs(definition: OpDefinition, types: readonly number[], given: readonly OpAttr[]): Generator<readonly [string, Buffer], void, void> {
  const single = definition.inputs.filter(({ countAttr, typeListAttr }) => countAttr === undefined && typeListAttr === undefined).length;
  let at = 0;
  for (const { typeAttr, countAttr, typeListAttr } of definition.inputs) {
    const stated = given.find(({ name }) => name === countAttr)?.value;
    const count = countAttr === undefined && typeListAttr === undefined ? 1 : typeof stated === 'number' ? stated : types.length - single;
    const first = types[at];
    if (countAttr !== undefined) yield [countAttr, integer(3, count)];
    if (typeAttr !== undefined && first !== undefined) yield [typeAttr, type(first)];
    if (typeListAttr !== undefined) yield [typeListAttr, bytes(1, Buffer.concat(types.slice(at, at + count).map((one) => integer(6, one))))];
    at += count;
  }
}

/** An AttrValue; its field numbers are those of attr_value.proto, lists are packed by hand. */
function attrValue(binding: NativeBinding, { name, type: kind, value }: OpAttr): Buffer {
  const list = (write: (one: number) => Buffer) => bytes(1, Buffer.concat(numbers(value).map(write)));
  switch (kind) {
    case binding.TF_ATTR_STRING:
      if (typeof value === 'string') return bytes(2, value);
      break;
    case binding.TF_ATTR_INT:
      return typeof value === 'number' ? integer(3, value) : list((one) => integer(3, one));
    case binding.TF_ATTR_FLOAT:
      return typeof value === 'number' ? float(4, value) : list((one) => float(4, one));
    case binding.TF_ATTR_BOOL:
      return typeof value === 'boolean' ? integer(5, Number(value)) : list((one) => integer(5, one));
    case binding.TF_ATTR_TYPE:
      if (typeof value === 'number') return type(value);
      break;
    case binding.TF_ATTR_SHAPE:
      return bytes(7, shapeProto(numbers(value)));
  }
  throw new NotRecordable(`an operation's attribute ${name} has a type that graphs are not given`);
}

function numbers(value: OpAttr['value']): number[] {
  return Array.isArray(value) ? value.map((one: unknown) => Number(one)) : [Number(value)];
}

function nodeDef(name: string, op: string, inputs: readonly string[], attrs: readonly (readonly [string, Buffer])[]): Buffer {
  const entries = attrs.map(([key, value]) => bytes(5, Buffer.concat([bytes(1, key), bytes(2, value)])));
  return bytes(1, Buffer.concat([bytes(1, name), bytes(2, op), ...inputs.map((input) => bytes(3, input)), ...entries]));
}

function type(dtype: number): Buffer {
  return integer(6, dtype);
}

function shapeProto(shape: readonly number[]): Buffer {
  return Buffer.concat(shape.map((size) => bytes(2, integer(1, size))));
}
