import type { ColumnProfileFragment } from '../../gql/graphql';
import { count, metric, smallShare, words } from '../../text/format';
import { NumberHistogram } from './number-histogram';

type ColumnType = ColumnProfileFragment['type'];

const measured: Readonly<Record<ColumnType, string>> = { NUMBER: 'Number', CATEGORY: 'Names', TEXT: 'Length in characters', IMAGE: 'Of pixels, 0 to 1', LABEL: 'Class' };
const MOST_VALUES = 6;

/** What a column holds: how its numbers are spread, or its most frequent values, and how much is missing. */
export function ColumnCard({ column }: { column: ColumnProfileFragment }) {
  const { name, type, missing, distinct, approximate, numbers, count: there } = column;
  // What is measured of a text or a picture has a name of ours; a feature has its own.
  const title = type === 'IMAGE' || type === 'TEXT' ? words(name) : name;
  return (
    <li className="column-card">
      <h3 title={name}>{title}</h3>
      <p className="muted">
        {measured[type]}
        {distinct !== null && `, ${approximate ? 'about ' : ''}${count(distinct)} different`}
        {missing > 0 && `, ${count(missing)} missing (${smallShare(missing / (missing + there))})`}
      </p>
      {numbers && <NumberHistogram name={name} numbers={numbers} />}
      {numbers && <Spread numbers={numbers} />}
      {column.values.length > 0 && <TopValues column={column} />}
    </li>
  );
}

/** Mean and deviation, and the numbers that half and nine tenths of all lie between. */
function Spread({ numbers: { mean, standardDeviation, quantiles } }: { numbers: NonNullable<ColumnProfileFragment['numbers']> }) {
  const at = (share: number) => metric(quantiles.find((quantile) => quantile.share === share)?.value ?? NaN);
  return (
    <p className="column-spread">
      <span>
        Mean {metric(mean)} ± {metric(standardDeviation)}
      </span>
      <span>Median {at(0.5)}</span>
      <span>
        5 to 95 %: {at(0.05)} to {at(0.95)}
      </span>
    </p>
  );
}

function TopValues({ column: { name, values, count: there } }: { column: ColumnProfileFragment }) {
  const shown = values.slice(0, MOST_VALUES);
  const rest = there - shown.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <ul className="histogram" aria-label={`Most frequent values of ${name}`}>
      {shown.map(({ value, count: samples }) => (
        <li key={value}>
          <span className="histogram-label" title={value}>
            {value}
          </span>
          <meter min={0} max={Math.max(1, shown[0]?.count ?? 1)} value={samples} aria-label={`Value ${value}`} />
          <span className="number">{count(samples)}</span>
        </li>
      ))}
      {rest > 0 && <li className="muted">{count(rest)} others</li>}
    </ul>
  );
}
