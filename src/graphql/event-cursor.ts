import { badInput } from './errors.ts';

/** A cursor is the number of the last event seen. */
export const encodeEventCursor = (number: number) => Buffer.from(`event:${number}`).toString('base64url');

export function decodeEventCursor(cursor: string | null | undefined): number {
  if (cursor === null || cursor === undefined) return 0;
  const [, digits] = /^event:(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (digits === undefined) throw badInput('after must be a cursor that a batch of events gave.');
  return Number(digits);
}
