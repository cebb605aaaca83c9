import type { Buffer } from 'node:buffer';
import { readFields } from './protobuf.ts';

/** One input of an operation, as op_def.proto has it: one tensor, or several where `countAttr` or `typeListAttr` is set. */
export interface InputDefinition {
  readonly typeAttr: string | undefined;
  readonly countAttr: string | undefined;
  readonly typeListAttr: string | undefined;
}

export interface OpDefinition {
  readonly inputs: readonly InputDefinition[];
  readonly attrs: ReadonlySet<string>;
  /** Keeps something between two runs, such as a random generator or a variable of its own. */
  readonly stateful: boolean;
}

/** Looks operations up by name. Reading the list takes some 2 ms, and one operation some µs. */
export class OpDefinitions {
  readonly #messages = new Map<string, Buffer>();
  readonly #parsed = new Map<string, OpDefinition>();

  /** @param list a serialized OpList. */
  constructor(list: Buffer) {
    for (const entry of readFields(list)) {
      if (!('bytes' in entry)) continue;
      const name = textOf(entry.bytes, 1);
      if (name !== undefined) this.#messages.set(name, entry.bytes);
    }
  }

  get(op: string): OpDefinition | undefined {
    const known = this.#parsed.get(op);
    const message = this.#messages.get(op);
    if (known !== undefined || message === undefined) return known;
    const parsed = parse(message);
    this.#parsed.set(op, parsed);
    return parsed;
  }
}

function parse(message: Buffer): OpDefinition {
  const inputs: InputDefinition[] = [];
  const attrs = new Set<string>();
  let stateful = false;
  for (const entry of readFields(message)) {
    if (entry.field === 2 && 'bytes' in entry) inputs.push({ typeAttr: textOf(entry.bytes, 4), countAttr: textOf(entry.bytes, 5), typeListAttr: textOf(entry.bytes, 6) });
    if (entry.field === 4 && 'bytes' in entry) attrs.add(textOf(entry.bytes, 1) ?? '');
    if (entry.field === 17 && 'number' in entry) stateful = entry.number !== 0;
  }
  return { inputs, attrs, stateful };
}

function textOf(message: Buffer, field: number): string | undefined {
  for (const entry of readFields(message)) if (entry.field === field && 'bytes' in entry) return entry.bytes.toString();
  return undefined;
}
