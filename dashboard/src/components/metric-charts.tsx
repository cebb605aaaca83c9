import type { Series } from '../live/series';
import { metricName, words } from '../text/format';
import { Chart, type ChartLine } from './chart';

interface MetricChartsProps {
  readonly series: ReadonlyMap<string, Series>;
  readonly revision: number;
  /** Only these families, for example loss. */
  readonly only?: readonly string[];
  readonly height?: number;
}

/** One chart per metric family: train/loss and validation/loss share one. Single values, as of the test split, have none. */
export function MetricCharts({ series, revision, only, height }: MetricChartsProps) {
  const families = [...byFamily(series)].filter(([family]) => !only || only.includes(family));
  return (
    <div className="charts">
      {families.map(([family, lines]) => (
        <Chart key={family} title={metricName(family)} lines={lines} revision={revision} {...(height ? { height } : {})} />
      ))}
    </div>
  );
}

function byFamily(series: ReadonlyMap<string, Series>): Map<string, ChartLine[]> {
  const families = new Map<string, ChartLine[]>();
  for (const name of [...series.keys()].sort(trainingFirst)) {
    const points = series.get(name);
    const [split, family] = name.includes('/') ? [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)] : ['value', name];
    if (!points || split === 'test') continue;
    families.set(family, [...(families.get(family) ?? []), { label: words(split), series: points }]);
  }
  return new Map([...families].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b)));
}

const order = ['loss', 'reconstruction', 'kl'];
const rank = (family: string) => (order.includes(family) ? order.indexOf(family) : order.length);

const trainingFirst = (a: string, b: string) => Number(!a.startsWith('train/')) - Number(!b.startsWith('train/')) || a.localeCompare(b);
