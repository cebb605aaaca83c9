import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { VersionSideFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, words } from '../../text/format';
import { comparedRows, type ComparedRow } from './compared-rows';

export const versionSideFragment = graphql(`
  fragment VersionSide on DatasetVersion {
    id
    number
    sampleCount
    splits {
      split
      count
    }
    classes {
      label
      count
    }
    quality {
      findings {
        check
        severity
        count
      }
    }
  }
`);

/** Two versions side by side: samples, splits, classes, and what the checks found in each. */
export function Comparison({ before, after }: { before: VersionSideFragment; after: VersionSideFragment }) {
  const groups = comparedRows(before, after);
  return (
    <div className="comparison">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col" className="number">
              <Link href={paths.datasetVersion(before.id)}>Version {before.number}</Link>
            </th>
            <th scope="col" className="number">
              <Link href={paths.datasetVersion(after.id)}>Version {after.number}</Link>
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        {groups.map(({ title, rows, unchanged }) => (
          <tbody key={title}>
            <tr className="row-group">
              <th scope="colgroup" colSpan={4}>
                {words(title)}
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.name} row={row} tellsFaults={title === 'Findings'} />
            ))}
            {unchanged > 0 && (
              <tr>
                <td colSpan={4} className="muted">
                  {count(unchanged)} more, unchanged
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ row: { name, before, after }, tellsFaults }: { row: ComparedRow; tellsFaults: boolean }) {
  const change = after - before;
  const tone = !tellsFaults || change === 0 ? '' : after === 0 ? ' change-good' : before === 0 ? ' change-bad' : '';
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{count(before)}</td>
      <td className="number">{count(after)}</td>
      <td className={`number${tone}`}>{change === 0 ? '–' : `${change > 0 ? '+' : '−'}${count(Math.abs(change))}`}</td>
    </tr>
  );
}
