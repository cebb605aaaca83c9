/**
 * Holm's adjustment (1979): p-values of many questions that are asked at once, made larger so that all of them together raise a
 * false alarm as rarely as one. In the order in which they are given.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, k) => k).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach((k, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * (pValues[k] ?? 1)));
    adjusted[k] = highest;
  });
  return adjusted;
}
