import type { Place } from './find.ts';

const ofName = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const host = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/uy;
const MOST = 64;

/** E-mail addresses: up to 64 characters, @, and a host with a top-level domain of letters. */
export function* findEMails(text: string): Generator<Place> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < MOST && ofName.test(text[start - 1]!)) start -= 1;
    // What marks a text, as in 'a@b.org' or `a@b.org`, is no part of it.
    while (start < at && /[.'`*/|{=!?]/.test(text[start]!)) start += 1;
    host.lastIndex = at + 1;
    if (start < at && text[at - 1] !== '.' && host.test(text)) yield [start, host.lastIndex];
  }
}
