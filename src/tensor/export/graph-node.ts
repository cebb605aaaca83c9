import type { DataType } from '@tensorflow/tfjs';

/** A value of a node's attribute, as the JSON form of TensorFlow's GraphDef has it: whole numbers as text, text as base64. */
export type Attribute =
  | { readonly type: string }
  | { readonly b: boolean }
  | { readonly i: string }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly shape: Shape }
  | { readonly tensor: { readonly dtype: string; readonly tensorShape: Shape } };

export interface Shape {
  readonly dim: readonly { readonly size: string }[];
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

const TYPES: Partial<Record<DataType, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };

/** @throws for texts and complex numbers, which models here have none of. */
export function typeOf(dtype: DataType): Attribute {
  return { type: typeName(dtype) };
}

export function typeName(dtype: DataType): string {
  const type = TYPES[dtype];
  if (type === undefined) throw new Error(`Tensors of type ${dtype} cannot be exported; float32, int32 and bool can.`);
  return type;
}

export const shapeOf = (shape: readonly number[]): Shape => ({ dim: shape.map((size) => ({ size: String(size) })) });
export const flag = (value: boolean): Attribute => ({ b: value });
export const whole = (value: number): Attribute => ({ i: String(value) });
export const real = (value: number): Attribute => ({ f: value });
export const word = (value: string): Attribute => ({ s: Buffer.from(value).toString('base64') });
export const wholes = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
