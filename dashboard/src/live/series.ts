/** One metric over the steps of a run: two columns of equal length, steps rising. */
export interface Series {
  readonly steps: number[];
  readonly values: number[];
}

/** Puts a point at its step. A step that is there already is replaced, so that history and replay may overlap. */
export function putPoint(series: Series, step: number, value: number): void {
  const { steps, values } = series;
  const last = steps.at(-1);
  if (last === undefined || step > last) {
    steps.push(step);
    values.push(value);
    return;
  }
  const at = firstNotBelow(steps, step);
  const replaced = steps[at] === step ? 1 : 0;
  steps.splice(at, replaced, step);
  values.splice(at, replaced, value);
}

/** Index of the first element that is not below `step`; `steps` rises. */
function firstNotBelow(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
