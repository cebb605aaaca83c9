/** Personal data in a text, by place. */
export interface PersonalData {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

export function findPersonalData(text: string): PersonalData[] {
  return [...text.matchAll(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g)].map(({ 0: found, index }) => ({ kind: 'e-mail', start: index, end: index + found.length }));
}
