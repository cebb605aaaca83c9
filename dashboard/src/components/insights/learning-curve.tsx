import { useMemo } from 'react';
import { graphql } from '../../gql';
import type { LearningCurveFragment } from '../../gql/graphql';
import { count, intervalInWords, metric, metricName, signed } from '../../text/format';
import { Chart } from '../chart';
import { Section } from '../section';

export const learningCurveFragment = graphql(`
  fragment LearningCurve on LearningCurve {
    metric
    samples
    points {
      samples
      value
    }
    doubled {
      value
      low
      high
    }
    thousandMore {
      value
      low
      high
    }
    curve {
      samples
      value
      low
      high
    }
    classes {
      label
      samples
      thousandMore {
        value
        low
        high
      }
    }
  }
`);

const MOST_CLASSES = 30;

/** What more data is worth: measured and expected, with the interval of the next measurement. */
export function LearningCurve({ curve }: { curve: LearningCurveFragment }) {
  const lines = useMemo(() => {
    const steps = curve.curve.map(({ samples }) => samples);
    return [
      { label: 'Expected', series: { steps, values: curve.curve.map(({ value }) => value) } },
      { label: 'Low', series: { steps, values: curve.curve.map(({ low }) => low) } },
      { label: 'High', series: { steps, values: curve.curve.map(({ high }) => high) } },
    ];
  }, [curve]);
  const { doubled, thousandMore } = curve;
  return (
    <Section title="Learning curve">
      <Chart title={metricName(curve.metric)} lines={lines} revision={curve.curve.length} height={220} unit="Samples" />
      <p>
        Measured: {curve.points.map(({ samples, value }) => `${metric(value)} with ${count(samples)}`).join(', ')}.
      </p>
      {doubled && (
        <p>
          With twice the {count(curve.samples)} samples <strong>{metric(doubled.value)}</strong> <span className="muted">(95 % interval {intervalInWords(doubled.low, doubled.high)})</span>
        </p>
      )}
      {thousandMore && (
        <p>
          1,000 more samples bring <strong>{signed(thousandMore.value)}</strong> <span className="muted">({intervalInWords(thousandMore.low, thousandMore.high)})</span>
        </p>
      )}
      {curve.classes.length > 0 && (
        <div className="table-scroll">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col" className="number">
                  Samples
                </th>
                <th scope="col" className="number">
                  Recall by 1,000 more
                </th>
              </tr>
            </thead>
            <tbody>
              {curve.classes.slice(0, MOST_CLASSES).map(({ label, samples, thousandMore: more }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className="number">{count(samples)}</td>
                  <td className="number">{more ? `${signed(more.value)} (${intervalInWords(more.low, more.high)})` : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
