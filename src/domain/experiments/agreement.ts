import type { StoredOutput } from '../stored-output.ts';

/**
 * How far what the candidate made agrees with what the control made, 0 to 1, output by output. Classes: whether the most probable one
 * is the same. Texts: whether they are equal. Recommendations: items that both offer, of all that either does (Jaccard). Null where
 * there are pictures, which numbers do not compare. An output too many or too few agrees with nothing.
 */
export function agreementOf(control: readonly StoredOutput[], candidate: readonly StoredOutput[]): number | null {
  const count = Math.max(control.length, candidate.length);
  if (count === 0 || [...control, ...candidate].some(({ type }) => type === 'image')) return null;
  let sum = 0;
  control.forEach((one, index) => {
    const other = candidate[index];
    if (other) sum += agreementOfOne(one, other);
  });
  return sum / count;
}

function agreementOfOne(one: StoredOutput, other: StoredOutput): number {
  if (one.type === 'classification' && other.type === 'classification') return Number(one.label === other.label);
  if (one.type === 'text' && other.type === 'text') return Number(one.text === other.text);
  if (one.type === 'recommendation' && other.type === 'recommendation') {
    const items = new Set(one.items.map(({ item }) => item));
    const offered = new Set(other.items.map(({ item }) => item));
    const either = new Set([...items, ...offered]).size;
    return either === 0 ? 1 : (items.size + offered.size - either) / either;
  }
  return 0;
}
