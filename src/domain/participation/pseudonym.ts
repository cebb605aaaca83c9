import { createHash } from 'node:crypto';

const qualities = ['Able', 'Bold', 'Brave', 'Bright', 'Calm', 'Clever', 'Curious', 'Daring', 'Eager', 'Fair', 'Fleet', 'Gentle', 'Glad', 'Golden', 'Happy', 'Honest', 'Keen', 'Kind', 'Lively', 'Loyal', 'Merry', 'Noble', 'Patient', 'Proud', 'Quick', 'Quiet', 'Sharp', 'Silver', 'Steady', 'Swift', 'Warm', 'Wise'];
const animals = ['Badger', 'Beaver', 'Bison', 'Crane', 'Deer', 'Dolphin', 'Eagle', 'Falcon', 'Finch', 'Fox', 'Gecko', 'Hare', 'Heron', 'Ibex', 'Jay', 'Kestrel', 'Koala', 'Lark', 'Lynx', 'Marten', 'Newt', 'Orca', 'Otter', 'Owl', 'Panda', 'Puffin', 'Raven', 'Robin', 'Seal', 'Stork', 'Swan', 'Tiger'];
/** Letters and digits that nobody takes for another. */
const DIGITS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * Names a person within a project, the same for ever, to those who may not see subjects: 128 bits of SHA-256 over the project's own random
 * value and the subject, which lead back to nobody without that value. `CONTRIBUTOR` computes the same in SQL.
 */
export const contributorKey = (salt: string, subject: string): string => createHash('sha256').update(`${salt}\ncontributor\n${subject.normalize('NFC')}`).digest('hex').slice(0, 32);

/** SQL: the key of a subject of the project `p`. */
export const contributorOf = (subject: string) => `left(encode(sha256(convert_to(p.subject_salt || chr(10) || 'contributor' || chr(10) || normalize(${subject}, NFC), 'UTF8')), 'hex'), 32)`;

/** For people: Calm Otter 7KQ2M. Of 10,000 people two share a name with a probability of 0.1 %. */
export function pseudonymOf(key: string): string {
  const bytes = Buffer.from(key, 'hex');
  const at = (place: number) => (bytes[place] ?? 0) % 32;
  return `${qualities[at(0)] ?? ''} ${animals[at(1)] ?? ''} ${[2, 3, 4, 5, 6].map((place) => DIGITS[at(place)]).join('')}`;
}
