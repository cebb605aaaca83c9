import { useMemo } from 'react';
import type { FlywheelCycleFragment } from '../../gql/graphql';
import type { Series } from '../../live/series';
import { metricName as named } from '../../text/format';
import { Chart } from '../chart';

type Measured = Pick<FlywheelCycleFragment, 'number' | 'candidateValue' | 'baselineValue'>;

/** The metric of production and of each candidate, from cycle to cycle; nothing where fewer than two were measured. */
export function CycleChart({ metricName, cycles }: { metricName: string; cycles: readonly Measured[] }) {
  const lines = useMemo(
    () => [
      { label: 'Production', series: seriesOf(cycles, ({ baselineValue }) => baselineValue) },
      { label: 'Candidate', series: seriesOf(cycles, ({ candidateValue }) => candidateValue) },
    ],
    [cycles],
  );
  if (lines.every(({ series }) => series.steps.length < 2)) return null;
  return <Chart title={named(metricName)} lines={lines} revision={cycles.length} height={180} unit="Cycle" />;
}

/** Cycles come newest first. */
function seriesOf(cycles: readonly Measured[], read: (cycle: Measured) => number | null): Series {
  const points = cycles.toReversed().flatMap((cycle) => {
    const value = read(cycle);
    return value === null ? [] : [[cycle.number, value] as const];
  });
  return { steps: points.map(([number]) => number), values: points.map(([, value]) => value) };
}
