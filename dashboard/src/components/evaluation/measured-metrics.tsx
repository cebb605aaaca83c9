import { graphql } from '../../gql';
import type { MeasuredMetricFragment } from '../../gql/graphql';
import { intervalInWords, metric } from '../../text/format';
import { IntervalBar, scaleOf } from './interval-bar';

export const measuredMetricFragment = graphql(`
  fragment MeasuredMetric on EvaluatedMetric {
    name
    value
    low
    high
    better
    isShare
  }
`);

/** Metrics of a split with their intervals, drawn and in numbers. */
export function MeasuredMetrics({ metrics }: { metrics: readonly MeasuredMetricFragment[] }) {
  return (
    <div className="evaluation-table">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="number">
              Value
            </th>
            <th scope="col" className="grows">
              95 % interval
            </th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {metrics.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                {one.name}
                <small>{one.better === 'HIGHER' ? 'higher is better' : one.better === 'LOWER' ? 'lower is better' : ''}</small>
              </th>
              <td className="number">{metric(one.value)}</td>
              <td className="grows">{one.low !== null && <IntervalBar intervals={[one]} {...scaleOf([one], one.isShare)} />}</td>
              <td className="number">{intervalInWords(one.low, one.high)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
