const MAXIMUM = 120;

/** A name that came from outside, as it may stand in a message or a log: one line, no control characters, not endless. */
export function shown(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return clean.length <= MAXIMUM ? clean : `${clean.slice(0, MAXIMUM / 2)}…${clean.slice(-MAXIMUM / 2)}`;
}

/** 1234567 → 1,234,567. */
export const counted = (count: number) => count.toLocaleString('en-US');

/** `counted(1, 'image')` → 1 image; of 2 → 2 images. */
export const plural = (count: number, noun: string) => `${counted(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 0.123456 to 3 digits → 0.123. The greatest doubles stay as they are: they would round to Infinity. */
export function rounded(value: number, digits: number): string {
  const short = Number(value.toPrecision(digits));
  return String(Number.isFinite(short) ? short : value);
}
