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

/** Subjects of imported files may be longer than those that applications send, and hold anything but NUL. They are trimmed, as imports trim them. */
export function subjectInput(value: string): string {
  const MOST = 4000;
  const trimmed = value.trim();
  if (trimmed.length === 0) throw new Fault('INVALID_INPUT', 'subject must not be empty.', ['subject']);
  if (trimmed.length > MOST || NUL.test(trimmed) || !trimmed.isWellFormed()) throw new Fault('INVALID_INPUT', `subject must be a text of at most ${MOST} characters.`, ['subject']);
  return trimmed;
}

/** PostgreSQL refuses it in JSON. */
const halfCharacter = (field: string) => new Fault('INVALID_INPUT', `${field} must not hold half of a surrogate pair.`, [field]);
