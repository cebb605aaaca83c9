import type { ImportPreviewFragment } from '../../gql/graphql';
import { roleInWords } from './in-words';

/** More columns are said, not shown. */
const MOST_COLUMNS = 30;

/** Ten samples under the names of their columns and what becomes of each; those that would be left out are faint. */
export function PreviewedRows({ preview: { columns, samples } }: { preview: Pick<ImportPreviewFragment, 'columns' | 'samples'> }) {
  if (samples.length === 0) return null;
  const shown = columns.slice(0, MOST_COLUMNS);
  return (
    <>
      <div className="previewed-rows" role="region" aria-label="First samples" tabIndex={0}>
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">From</th>
              {shown.map((column) => (
                <th scope="col" key={column.name}>
                  {column.name}
                  <small>{roleInWords(column)}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.map((sample) => (
              <tr key={`${sample.file} ${sample.row} ${sample.entry ?? ''}`} className={sample.complete ? '' : 'left-out'}>
                <th scope="row">
                  {sample.entry ?? `row ${sample.row}`}
                  <small>{sample.complete ? sample.file : 'left out: incomplete'}</small>
                </th>
                {shown.map((column, index) => (
                  <td key={column.name}>{sample.values[index] ?? <span className="muted">missing</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {columns.length > MOST_COLUMNS && <p className="muted">{`${columns.length - MOST_COLUMNS} more columns.`}</p>}
    </>
  );
}
