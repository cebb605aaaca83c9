import { graphql } from '../../gql';
import type { MeasuredMetricFragment, MetricComparisonFragment } from '../../gql/graphql';
import { intervalInWords, metric, signed } from '../../text/format';
import { IntervalBar, scaleOf } from './interval-bar';
import { VerdictBadge } from './verdict-badge';

export const metricComparisonFragment = graphql(`
  fragment MetricComparison on MetricComparison {
    name
    value
    baseline
    difference
    low
    high
    pValue
    verdict
    sentence
  }
`);

interface ComparedMetricsProps {
  readonly compared: readonly MetricComparisonFragment[];
  readonly before: readonly MeasuredMetricFragment[];
  readonly after: readonly MeasuredMetricFragment[];
}

/** Metrics before and after, each with its interval, and the interval of the difference. */
export function ComparedMetrics({ compared, before, after }: ComparedMetricsProps) {
  const named = (metrics: readonly MeasuredMetricFragment[], name: string) => metrics.filter((one) => one.name.endsWith(`/${name}`));
  return (
    <div className="evaluation-table">
      <table className="rows" aria-label="Before and after">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col" className="grows">
              95 % intervals
            </th>
            <th scope="col" className="number">
              Difference
            </th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {compared.map(({ name, value, baseline, difference, low, high, pValue, verdict, sentence }) => {
            const drawn = [...named(before, name), ...named(after, name)];
            return (
              <tr key={name} title={sentence}>
                <th scope="row">{name}</th>
                <td className="number">{metric(baseline)}</td>
                <td className="number">{metric(value)}</td>
                <td className="grows">{drawn.length === 2 && <IntervalBar intervals={drawn} {...scaleOf(drawn, false)} />}</td>
                <td className="number">
                  {signed(difference)}
                  <small>{intervalInWords(low, high)}</small>
                </td>
                <td>
                  <VerdictBadge verdict={verdict} pValue={pValue} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
