import type { Input, InputOrigin, Recording } from './recording.ts';
import { nodeKey } from './simplify.ts';

/** What has to be the same in two recordings of one step, without the values of their constants. */
export interface Fingerprint {
  readonly nodes: readonly string[];
  readonly inputs: readonly InputOrigin[];
  readonly hosts: string;
  readonly result: string;
  /** Objects that the result and the writes name. */
  readonly objects: readonly object[];
}

/** @param recording simplified */
export function fingerprint(recording: Recording): Fingerprint {
  const { nodes, inputs, hosts, structure, results, made, writes } = recording;
  return {
    nodes: nodes.map(nodeKey),
    inputs: inputs.map(({ origin }: Input) => origin),
    hosts: JSON.stringify(hosts.map(({ shape, dtype }) => [shape, dtype])),
    result: JSON.stringify([structure, results.map((one) => (one.kind === 'existing' ? one.kind : one)), [...made, ...writes].map(({ source }) => source)]),
    objects: [...results.flatMap((one) => (one.kind === 'existing' ? [one.tensor] : [])), ...writes.map(({ variable }) => variable)],
  };
}

/** Why two recordings are not of the same graph; undefined where they are. */
export function difference(a: Fingerprint, b: Fingerprint): string | undefined {
  if (a.hosts !== b.hosts || a.nodes.length !== b.nodes.length || a.inputs.length !== b.inputs.length) return OTHER_OPERATIONS;
  const changed = a.nodes.find((key, index) => key !== b.nodes[index]);
  if (changed !== undefined) return changed.startsWith('constant ') ? CHANGING_VALUE : OTHER_OPERATIONS;
  const input = a.inputs.findIndex((origin, index) => !sameOrigin(origin, b.inputs[index]));
  if (input !== -1) return a.inputs[input]?.kind === 'held' && b.inputs[input]?.kind === 'held' ? CHANGING_TENSOR : OTHER_OPERATIONS;
  const sameObjects = a.objects.length === b.objects.length && a.objects.every((object, index) => object === b.objects[index]);
  return a.result === b.result && sameObjects ? undefined : 'it gives another kind of result from call to call';
}

const OTHER_OPERATIONS = 'it does other operations from call to call';
const CHANGING_VALUE = 'a value of JavaScript in it changes from call to call (give it as an argument or a `feed`, keep it in a variable, or name it in `guard`)';
const CHANGING_TENSOR = 'it uses another tensor from outside at every call (give it as an argument, or keep it in a variable)';

function sameOrigin(a: InputOrigin, b: InputOrigin | undefined): boolean {
  switch (a.kind) {
    case 'argument':
      return b?.kind === 'argument' && a.index === b.index;
    case 'variable':
      return b?.kind === 'variable' && a.variable === b.variable;
    case 'held':
      return b?.kind === 'held' && a.tensor.dataId === b.tensor.dataId;
    case 'host':
      return b?.kind === 'host' && a.index === b.index;
  }
}
