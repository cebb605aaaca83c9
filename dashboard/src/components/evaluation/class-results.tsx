import { graphql } from '../../gql';
import type { ClassResultFragment } from '../../gql/graphql';
import { count, intervalInWords, metric } from '../../text/format';
import { Section } from '../section';
import { IntervalBar } from './interval-bar';

export const classResultFragment = graphql(`
  fragment ClassResult on ClassResult {
    label
    support
    predicted
    f1
    precision {
      value
    }
    recall {
      value
      low
      high
    }
  }
`);

/** Of thousands of classes those that are found least. */
const MOST = 20;

/** How well each class is told, the least found first. */
export function ClassResults({ classes }: { classes: readonly ClassResultFragment[] }) {
  const sorted = [...classes].sort((a, b) => (a.recall?.value ?? 2) - (b.recall?.value ?? 2));
  return (
    <Section title="By class">
      <div className="evaluation-table">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" className="number">
                Samples
              </th>
              <th scope="col" className="number">
                Precision
              </th>
              <th scope="col" className="grows">
                Recall, 95 % interval
              </th>
              <th scope="col" className="number">
                F1
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, MOST).map(({ label, support, precision, recall, f1 }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="number">{count(support)}</td>
                <td className="number">{precision ? metric(precision.value) : '–'}</td>
                <td className="grows">
                  {recall && (
                    <>
                      {metric(recall.value)} <span className="muted">({intervalInWords(recall.low, recall.high)})</span>
                      <IntervalBar intervals={[recall]} from={0} to={1} />
                    </>
                  )}
                </td>
                <td className="number">{metric(f1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > MOST && <p className="muted">{count(sorted.length - MOST)} more, found more often</p>}
    </Section>
  );
}
