import { findCards } from './find-cards.ts';
import { findEMails } from './find-e-mails.ts';
import { findIbans } from './find-ibans.ts';
import { findAddresses } from './find-ip-addresses.ts';
import { findNames } from './find-names.ts';
import { findNationalIds } from './find-national-ids.ts';
import { findPhones } from './find-phones.ts';

/** Kinds of personal data, in the words by which they are told and redacted. What could be several is the first of them: those with a check digit come first. */
export const personalDataKinds = ['e-mail', 'IBAN', 'card number', 'national id', 'IP address', 'phone', 'name'] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

/** Personal data in a text, by place: characters from `start` until before `end`. */
export interface PersonalData {
  readonly kind: PersonalDataKind;
  readonly start: number;
  readonly end: number;
}

/** Where something of one kind is. */
export type Place = readonly [start: number, end: number];

const finders: Readonly<Record<PersonalDataKind, (text: string) => Iterable<Place>>> = {
  'e-mail': findEMails, IBAN: findIbans, 'card number': findCards, 'national id': findNationalIds, 'IP address': findAddresses, phone: findPhones, name: findNames,
};

/**
 * Personal data in a text, in the order of its places, which do not overlap. Every method reads a bounded number of characters around each
 * place, so time grows with the text, whatever stands in it. What counts as which kind stands with each method; precision comes first.
 */
export function findPersonalData(text: string): PersonalData[] {
  const found = personalDataKinds.flatMap((kind, rank) => Array.from(finders[kind](text), ([start, end]) => ({ kind, start, end, rank })));
  const kept: PersonalData[] = [];
  let end = 0;
  for (const one of found.sort((a, b) => a.start - b.start || a.rank - b.rank)) {
    const before = kept.at(-1);
    if (one.start >= end) kept.push({ kind: one.kind, start: one.start, end: one.end });
    else if (before !== undefined) kept[kept.length - 1] = { kind: rankOf(before.kind) <= one.rank ? before.kind : one.kind, start: before.start, end: Math.max(before.end, one.end) };
    end = Math.max(end, one.end);
  }
  return kept;
}

const rankOf = (kind: PersonalDataKind) => personalDataKinds.indexOf(kind);
