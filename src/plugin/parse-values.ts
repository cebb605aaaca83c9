import type { Spec, Specs, Values } from './spec.ts';

/** One thing wrong with one field, in words for the person who sent it. */
export interface ValueIssue {
  readonly field: string;
  readonly message: string;
}

export type ParsedValues<S extends Specs> =
  | { readonly ok: true; readonly values: Values<S> }
  | { readonly ok: false; readonly issues: readonly ValueIssue[] };

/**
 * Fills in defaults and checks every field against its spec. Runs when a run is queued and again in the trainer, since
 * a stored input may be older than the plugin. Null counts as absent.
 */
export function parseValues<S extends Specs>(specs: S, input: Readonly<Record<string, unknown>>): ParsedValues<S> {
  const issues: ValueIssue[] = [];
  const values: Record<string, unknown> = {};
  for (const field of Object.keys(input)) {
    if (!Object.hasOwn(specs, field)) issues.push({ field, message: `is not known; known are ${Object.keys(specs).join(', ')}` });
  }
  for (const [field, spec] of Object.entries(specs)) {
    const value = input[field] ?? spec.default;
    const problem = value === undefined ? undefined : valueProblem(spec, value);
    if (problem === undefined) values[field] = value;
    else issues.push({ field, message: problem });
  }
  // The loop above has just established every field's type; TypeScript cannot follow a computed record.
  return issues.length > 0 ? { ok: false, issues } : { ok: true, values: values as Values<S> };
}

/** Says what is wrong with a value, or undefined where it is right. */
export function valueProblem(spec: Spec, value: unknown): string | undefined {
  switch (spec.kind) {
    case 'BOOLEAN':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'ENUM':
      return typeof value === 'string' && spec.values.includes(value) ? undefined : `must be one of ${spec.values.join(', ')}`;
    case 'TEXT':
      return textProblem(value, spec.maxLength);
    case 'TEXTS':
      if (!Array.isArray(value)) return 'must be a list of texts';
      if (value.length > spec.maxTexts) return `must have at most ${spec.maxTexts} texts, not ${value.length}`;
      return value.map((one) => textProblem(one, spec.maxLength)).find((problem) => problem !== undefined);
    case 'RECORD':
      return recordProblem(value, spec.maxFields);
    case 'IMAGE_UPLOAD':
      return typeof value === 'string' ? undefined : 'must be the id of an upload';
    case 'POINTS':
      return pointsProblem(value, spec.maxPoints);
    case 'INT':
      if (!Number.isInteger(value)) return 'must be a whole number';
      return rangeProblem(value as number, spec);
    case 'FLOAT':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a finite number';
      return rangeProblem(value, spec);
  }
}

const MAX_RECORD_TEXT = 10_000;

function textProblem(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value.includes('\0') || !value.isWellFormed()) return 'must not hold NUL or half characters';
  return value.length <= maxLength ? undefined : `must have at most ${maxLength} characters`;
}

function recordProblem(value: unknown, maxFields: number): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object of names with a value each';
  const entries = Object.entries(value);
  if (entries.length > maxFields) return `must have at most ${maxFields} fields, not ${entries.length}`;
  for (const [name, one] of entries) {
    const plain = one === null || typeof one === 'boolean' || (typeof one === 'number' && Number.isFinite(one));
    const problem = textProblem(name, MAX_RECORD_TEXT) ?? (plain ? undefined : textProblem(one, MAX_RECORD_TEXT));
    if (problem !== undefined) return `${JSON.stringify(name.slice(0, 100))} ${problem === 'must be text' ? 'must be text, a finite number, true, false or null' : problem}`;
  }
  return undefined;
}

function rangeProblem(value: number, { minimum, maximum }: { minimum?: number; maximum?: number }): string | undefined {
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}, not ${value}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}, not ${value}`;
  return undefined;
}

function pointsProblem(value: unknown, maxPoints: number): string | undefined {
  const isPoint = (point: unknown) => Array.isArray(point) && point.every((x) => typeof x === 'number' && Number.isFinite(x));
  if (!Array.isArray(value) || !value.every(isPoint)) return 'must be a list of lists of finite numbers';
  return value.length <= maxPoints ? undefined : `must have at most ${maxPoints} points, not ${value.length}`;
}
