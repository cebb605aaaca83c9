import { Link } from 'wouter';
import type { SampleCardFragment, SampleVersionFragment } from '../../gql/graphql';
import { count } from '../../text/format';
import type { Picking } from './picking';
import { SamplePick, SampleTags } from './sample-tags';
import { type Cell, cellsOf, columnsOf, shortCell } from './table-cells';

/** Of wide tables; an open sample shows them all. */
const MOST_COLUMNS = 30;

/** Rows of a table, or interactions. */
export function SampleTable({ picking, version, hasLabels }: { picking: Picking; version: SampleVersionFragment; hasLabels: boolean }) {
  const columns = columnsOf(version);
  const shown = columns.slice(0, MOST_COLUMNS);
  return (
    <div className="card table-card" role="region" aria-label="Samples" tabIndex={0}>
      <table className="rows sample-table">
        <thead>
          <tr>
            {picking.canPick && <th scope="col" aria-label="Select" />}
            <th scope="col">Sample</th>
            <th scope="col">{hasLabels ? 'Class, split' : 'Split'}</th>
            {shown.map(({ name, isNumber }) => (
              <th key={name} scope="col" className={isNumber ? 'number' : undefined}>
                {name}
              </th>
            ))}
            {columns.length > shown.length && <th scope="col">{count(columns.length - shown.length)} more columns</th>}
          </tr>
        </thead>
        <tbody>
          {picking.samples.map((sample) => (
            <tr key={sample.position} className={picking.picked.has(sample.position) ? 'picked' : undefined}>
              {picking.canPick && (
                <td>
                  <SamplePick position={sample.position} picking={picking} />
                </td>
              )}
              <th scope="row">
                <Link href={picking.hrefOf(sample.position)} aria-label={`Sample ${sample.position}`}>
                  {count(sample.position)}
                </Link>
              </th>
              <td>
                <SampleTags sample={sample} changes={picking.changes} hasLabels={hasLabels} />
              </td>
              <Cells content={sample.content} columns={shown} />
              {columns.length > shown.length && <td className="muted">…</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ content, columns }: { content: SampleCardFragment['content']; columns: readonly { readonly name: string; readonly isNumber: boolean }[] }) {
  const values: ReadonlyMap<string, Cell> = cellsOf(content);
  return columns.map(({ name, isNumber }) => {
    const value = values.get(name) ?? null;
    return (
      <td key={name} className={isNumber ? 'number' : 'cell'}>
        {value === null ? <span className="muted">missing</span> : shortCell(value)}
      </td>
    );
  });
}
