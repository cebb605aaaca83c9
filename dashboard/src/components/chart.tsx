import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from '../live/series';
import { metric } from '../text/format';
import { chartOptions } from './chart-options';
import type { ChartTimeline } from './chart-timeline';

export interface ChartLine {
  readonly label: string;
  readonly series: Series;
}

interface ChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** Changes when the lines, which grow in place, have grown. */
  readonly revision: number;
  readonly height?: number;
  /** What the horizontal axis counts; steps where absent. */
  readonly unit?: string;
  /** Where the steps are times, in seconds since 1970: the chart has an axis of days, and marks what happened. */
  readonly timeline?: ChartTimeline;
}

const noTimeline: ChartTimeline = { names: new Map(), marks: [] };

/** Curves over the steps of a run, over time, or over whatever else is counted. */
export function Chart({ title, lines, revision, height = 260, unit = 'Step', timeline }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [wholeRange, setWholeRange] = useState(false);
  const scheme = useColorScheme();
  const labels = lines.map(({ label }) => label).join('|');
  const isTimed = timeline !== undefined;
  const marked = useRef(noTimeline);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(chartOptions(element, { labels: labels.split('|'), height, wholeRange, unit, timeline: isTimed ? () => marked.current : null }), [[]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [labels, height, wholeRange, scheme, unit, isTimed]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    marked.current = timeline ?? noTimeline;
    made.setData(aligned(lines, marked.current.marks));
    if (made.cursor.idx === null || made.cursor.idx === undefined) made.setLegend({ idx: made.data[0].length - 1 });
  }, [lines, revision, labels, height, wholeRange, scheme, unit, timeline]);

  const latest = lines.map(({ label, series }) => `${label} ${metric(series.values.at(-1) ?? NaN)}`).join(', ');
  return (
    <figure className="chart">
      <figcaption>
        <span>{title}</span>
        <label className="chart-range">
          <input type="checkbox" checked={wholeRange} onChange={(event) => setWholeRange(event.target.checked)} /> whole range
        </label>
      </figcaption>
      <div ref={box} role="img" aria-label={`${title}: ${latest}`} data-points={lines[0]?.series.steps.length ?? 0} />
    </figure>
  );
}

/** uPlot wants one column of steps for all lines; a line without a value at a step has null there. Marks are steps, too, so that the axis reaches them. */
function aligned(lines: readonly ChartLine[], marks: readonly number[]): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  return uPlot.join([...lines.map(({ series }): uPlot.AlignedData => [series.steps, series.values]), ...(marks.length > 0 ? [[[...new Set(marks)]] satisfies uPlot.AlignedData] : [])]);
}

function useColorScheme(): 'light' | 'dark' {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setDark(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, []);
  return dark ? 'dark' : 'light';
}
