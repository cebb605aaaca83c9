import { Fault } from './fault.ts';

/** Control characters would break logs and terminals; NUL cannot be stored. */
const CONTROL = /[\u0000-\u001f\u007f]/;
const NUL = /\u0000/;

/** A one-line text of 1 to `max` characters, trimmed. */
export function lineInput(value: string, field: string, max = 200): string {
  const trimmed = value.trim();
  if (trimmed.length === 0) throw new Fault('INVALID_INPUT', `${field} must not be empty.`, [field]);
  if (trimmed.length > max) throw new Fault('INVALID_INPUT', `${field} must have at most ${max} characters, not ${trimmed.length}.`, [field]);
  if (CONTROL.test(trimmed)) throw new Fault('INVALID_INPUT', `${field} must be one line without control characters.`, [field]);
  if (!trimmed.isWellFormed()) throw halfCharacter(field);
  return trimmed;
}

export function optionalLine(value: string | null | undefined, field: string, max = 200): string | null {
  return value === null || value === undefined || value === '' ? null : lineInput(value, field, max);
}

/** A text of several lines, at most `max` characters. */
export function optionalText(value: string | null | undefined, field: string, max = 10_000): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (value.length > max) throw new Fault('INVALID_INPUT', `${field} must have at most ${max} characters, not ${value.length}.`, [field]);
  if (NUL.test(value)) throw new Fault('INVALID_INPUT', `${field} must not hold a NUL character.`, [field]);
  if (!value.isWellFormed()) throw halfCharacter(field);
  return value;
}

/** The same, and not empty. */
export function textInput(value: string, field: string, max = 10_000): string {
  const text = optionalText(value.trim(), field, max);
  if (text === null) throw new Fault('INVALID_INPUT', `${field} must not be empty.`, [field]);
  return text;
}

/** PostgreSQL refuses it in JSON. */
const halfCharacter = (field: string) => new Fault('INVALID_INPUT', `${field} must not hold half of a surrogate pair.`, [field]);
