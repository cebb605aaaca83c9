import { graphql } from '../../gql';
import type { ClassComparisonFragment } from '../../gql/graphql';
import { count, intervalInWords, metric, signed } from '../../text/format';
import { IntervalBar } from './interval-bar';
import { VerdictBadge } from './verdict-badge';

export const classComparisonFragment = graphql(`
  fragment ClassComparison on ClassComparison {
    label
    support
    recall
    baseline
    difference
    low
    high
    adjustedPValue
    verdict
  }
`);

/** The classes that lost most stand first; of many these are shown. */
const MOST = 10;

/** Recall of each class before and after; the difference is drawn around the line at which nothing differs. */
export function ComparedClasses({ classes }: { classes: readonly ClassComparisonFragment[] }) {
  const shown = classes.slice(0, MOST);
  const reach = Math.max(0.01, ...shown.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  return (
    <div className="evaluation-table">
      <table className="rows" aria-label="Recall by class, before and after">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" className="number">
              Samples
            </th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col" className="grows">
              Difference, 95 % interval
            </th>
            <th scope="col" className="number" />
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ label, support, recall, baseline, difference, low, high, adjustedPValue, verdict }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="number">{count(support)}</td>
              <td className="number">{metric(baseline)}</td>
              <td className="number">{metric(recall)}</td>
              <td className="grows">
                <IntervalBar intervals={[{ value: difference, low, high }]} from={-reach} to={reach} mark={0} />
              </td>
              <td className="number">
                {signed(difference)}
                <small>{intervalInWords(low, high)}</small>
              </td>
              <td>
                <VerdictBadge verdict={verdict} pValue={adjustedPValue} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {classes.length > MOST && <p className="muted">{count(classes.length - MOST)} more classes, which lost less or gained.</p>}
      <p className="muted">p-values are adjusted for looking at all classes at once (Holm).</p>
    </div>
  );
}
