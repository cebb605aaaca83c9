import { findPersonalData } from './find.ts';

/** The text with what is personal in it replaced by what it is, such as [e-mail]. */
export function redactPersonalData(text: string): string {
  let redacted = '';
  let from = 0;
  for (const { kind, start, end } of findPersonalData(text)) {
    redacted += `${text.slice(from, start)}[${kind}]`;
    from = end;
  }
  return redacted + text.slice(from);
}
