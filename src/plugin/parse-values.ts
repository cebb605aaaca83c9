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
      if (typeof value !== 'string') return 'must be text';
      if (value.includes('\0') || !value.isWellFormed()) return 'must not hold NUL or half characters';
      return value.length <= spec.maxLength ? undefined : `must have at most ${spec.maxLength} characters`;
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
