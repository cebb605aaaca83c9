import type uPlot from 'uplot';
import { count, metric } from '../text/format';
import { type ChartTimeline, dayOf, drawMarks, MARK_LABEL_HEIGHT, timeRange, wholeDays } from './chart-timeline';
import { valueRange } from './value-range';

/** Ticks lie so far apart: what is counted has no halves. */
const wholeNumbers = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

interface Drawn {
  readonly labels: readonly string[];
  readonly height: number;
  readonly wholeRange: boolean;
  /** What the horizontal axis counts. */
  readonly unit: string;
  /** Where it counts seconds since 1970; asked each time the chart is drawn, as marks come while it is shown. */
  readonly timeline: (() => ChartTimeline) | null;
}

/** Axes, colours and legend of a chart; colours are read from the stylesheet, as a canvas knows no custom properties. */
export function chartOptions(element: HTMLElement, { labels, height, wholeRange, unit, timeline }: Drawn): uPlot.Options {
  const colour = (name: string) => resolvedColour(element, name);
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  return {
    width: element.clientWidth,
    height,
    ...(timeline && { padding: [MARK_LABEL_HEIGHT, null, null, null] }),
    scales: { x: { time: false, ...(timeline && { range: timeRange }) }, y: { range: (plot) => valueRange(plot.data, wholeRange) } },
    axes: [
      timeline ? { ...axis, values: (_, times) => times.map(dayOf), incrs: wholeDays, space: 100, size: 28 } : { ...axis, values: (_, steps) => steps.map(count), incrs: wholeNumbers, space: 70, size: 28 },
      { ...axis, values: (_, values) => values.map(metric), size: 58 },
    ],
    series: [
      { label: unit, value: (_, step: number | null) => (step === null ? '–' : timeline ? (timeline().names.get(step) ?? dayOf(step)) : count(step)) },
      ...labels.map((label, index) => ({
        label,
        stroke: colour(`--series-${(index % 3) + 1}`),
        // Of a run the first curve is of training, with a point at each step; over time it is what matters, with few points.
        width: (index === 0) === (timeline === null) ? 1.25 : 2,
        spanGaps: true,
        points: { show: timeline !== null || index > 0, size: timeline && index > 0 ? 3 : 5 },
        value: (plot: uPlot, _value: number, column: number, at: number | null) => lastKnown(plot, column, at),
      })),
    ],
    hooks: { draw: timeline ? [(plot) => void (element.dataset['marks'] = String(drawMarks(plot, timeline().marks, colour('--muted'))))] : [] },
    cursor: { points: { size: 7 }, drag: { x: true, y: false } },
  };
}

/** The value at a step, or the last one before it: validation is measured less often than training. */
function lastKnown(plot: uPlot, column: number, at: number | null): string {
  const values = plot.data[column];
  if (!values || at === null) return '–';
  for (let index = at; index >= 0; index -= 1) {
    const value = values[index];
    if (typeof value === 'number') return metric(value);
  }
  return '–';
}

function resolvedColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
