import { createHash } from 'node:crypto';
import type { Node, Recording, Source } from './recording.ts';

/**
 * The same recording without what its results do not depend on, and with equal operations on equal inputs done once.
 * Changes no number: every operation that is left runs on the same inputs as before. A recording whose operations keep
 * state of their own must not come here.
 */
export function simplify(recording: Recording): Recording {
  return dropUnused(mergeEqual(recording));
}

function mergeEqual(recording: Recording): Recording {
  const first = new Map<string, number>();
  const places: number[] = [];
  const nodes: Node[] = [];
  const move = (source: Source): Source => ('input' in source ? source : { node: places[source.node] ?? source.node, output: source.output });
  for (const node of recording.nodes) {
    const moved = node.kind === 'op' ? { ...node, inputs: node.inputs.map(move) } : node;
    const name = nodeKey(moved);
    const place = first.get(name) ?? nodes.push(moved) - 1;
    first.set(name, place);
    places.push(place);
  }
  return withSources(recording, nodes, recording.inputs, move);
}

function dropUnused(recording: Recording): Recording {
  const { nodes, inputs } = recording;
  const usedNodes = new Set<number>();
  const usedInputs = new Set<number>();
  const use = (source: Source) => void ('input' in source ? usedInputs.add(source.input) : usedNodes.add(source.node));
  for (const source of outputsOf(recording)) use(source);
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index];
    if (usedNodes.has(index) && node?.kind === 'op') node.inputs.forEach(use);
  }
  // Host tensors are computed at every call, whether used or not: what they count goes on.
  const nodePlace = renumber(nodes.length, usedNodes);
  const inputPlace = renumber(inputs.length, usedInputs);
  const move = (source: Source): Source => ('input' in source ? { input: inputPlace[source.input] ?? -1 } : { node: nodePlace[source.node] ?? -1, output: source.output });
  const kept = nodes.filter((_, index) => usedNodes.has(index)).map((node) => (node.kind === 'op' ? { ...node, inputs: node.inputs.map(move) } : node));
  return withSources(recording, kept, inputs.filter((_, index) => usedInputs.has(index)), move);
}

/** Everything that the step gives: its result's tensors, then the variables' new values. */
export function outputsOf({ made, writes }: Recording): Source[] {
  return [...made, ...writes].map(({ source }) => source);
}

/** What a node is, in a string: equal for equal operations on equal inputs. */
export function nodeKey(node: Node): string {
  if (node.kind === 'op') return `${node.op} ${JSON.stringify(node.inputs)} ${JSON.stringify(node.attrs)}`;
  return `constant ${node.dtype} ${node.shape.join()} ${createHash('sha1').update(node.content).digest('base64')}`;
}

function withSources(recording: Recording, nodes: Node[], inputs: Recording['inputs'], move: (source: Source) => Source): Recording {
  return {
    ...recording,
    nodes,
    inputs,
    made: recording.made.map(({ tensor, source }) => ({ tensor, source: move(source) })),
    writes: recording.writes.map(({ variable, source }) => ({ variable, source: move(source) })),
  };
}

function renumber(count: number, used: ReadonlySet<number>): number[] {
  let next = 0;
  return Array.from({ length: count }, (_, index) => (used.has(index) ? next++ : -1));
}
