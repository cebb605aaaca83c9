interface DrawnInterval {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface IntervalBarProps {
  /** One below the other. The last one is what is looked at, those before it what it is compared with. */
  readonly intervals: readonly DrawnInterval[];
  /** The ends of the bar. */
  readonly from: number;
  readonly to: number;
  /** A line across, for example where nothing differs. */
  readonly mark?: number;
}

const ROW = 8;

/** Values with their intervals, drawn on one scale; the numbers stand in the text beside. */
export function IntervalBar({ intervals, from, to, mark }: IntervalBarProps) {
  const place = (value: number) => (Math.min(1, Math.max(0, (value - from) / (to - from || 1))) * 100);
  const height = ROW * intervals.length;
  return (
    <svg className="interval-bar" height={height} viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="interval-scale" width="100" height={height} />
      {intervals.map(({ value, low, high }, row) => (
        <g key={row} className={row === intervals.length - 1 ? 'interval-shown' : 'interval-other'}>
          {low !== null && high !== null && <rect className="interval-range" x={place(low)} y={row * ROW + 1} width={Math.max(0.4, place(high) - place(low))} height={ROW - 2} />}
          <rect className="interval-value" x={Math.min(99, Math.max(0, place(value) - 0.5))} y={row * ROW} width="1" height={ROW} />
        </g>
      ))}
      {mark !== undefined && <rect className="interval-mark" x={place(mark) - 0.15} width="0.3" height={height} />}
    </svg>
  );
}

/** The ends of a bar that holds all of them: 0 to 1 where all are shares. */
export function scaleOf(intervals: readonly DrawnInterval[], isShare: boolean): { readonly from: number; readonly to: number } {
  if (isShare) return { from: 0, to: 1 };
  const ends = intervals.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const margin = (most - least || Math.abs(most) || 1) * 0.25;
  return { from: least - margin, to: most + margin };
}
