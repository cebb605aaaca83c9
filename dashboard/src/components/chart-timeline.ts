import uPlot from 'uplot';

/** What a chart over time has beside its curves. */
export interface ChartTimeline {
  /** What the legend calls a time (seconds since 1970): a day, or what happened then. */
  readonly names: ReadonlyMap<number, string>;
  /** Times that are marked by a dashed line, and counted from 1 on; the first one first. */
  readonly marks: readonly number[];
}

const DAY = 86_400;

/** Ticks lie at midnights, UTC. */
export const wholeDays = [1, 2, 7, 14, 28, 56, 112, 224].map((days) => days * DAY);

export const dayOf = (seconds: number): string => new Date(seconds * 1000).toLocaleDateString('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** Two days at least: a single point has days around it. */
export function timeRange(_plot: uPlot, from: number | null, to: number | null): [number, number] {
  if (from === null || to === null) return [0, DAY];
  const margin = Math.max(0, 2 * DAY - (to - from)) / 2;
  return [from - margin, to + margin];
}

/** Pixels above the curves. */
export const MARK_LABEL_HEIGHT = 18;
/** Marks that are nearer to one another share a label. */
const LABEL_WIDTH = 26;

/** Draws the marks over the curves, their numbers above. Tells how many marks are within the shown range. */
export function drawMarks({ ctx, bbox, valToPos }: uPlot, marks: readonly number[], colour: string): number {
  const ratio = uPlot.pxRatio;
  ctx.save();
  Object.assign(ctx, { strokeStyle: colour, fillStyle: colour, lineWidth: ratio, textAlign: 'center', textBaseline: 'top', font: `600 ${11 * ratio}px system-ui` });
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  const shown = marks.map((at, index) => ({ x: valToPos(at, 'x', true), number: index + 1 })).filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
  for (const { x } of shown) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  for (const { x, first, last } of labelsOf(shown, LABEL_WIDTH * ratio)) ctx.fillText(first === last ? String(first) : `${first}–${last}`, x, bbox.top - 15 * ratio);
  ctx.restore();
  return shown.length;
}

/** One label for marks that begin nearer than `width` to the first of them. */
function labelsOf(shown: readonly { readonly x: number; readonly number: number }[], width: number) {
  const labels: { x: number; first: number; last: number }[] = [];
  for (const { x, number } of shown) {
    const before = labels.at(-1);
    if (before && x - before.x < width) before.last = number;
    else labels.push({ x, first: number, last: number });
  }
  return labels;
}
