import { useState, type FormEvent } from 'react';
import { useAction } from '../../api/use-action';
import { usePolledQuery } from '../../api/use-polled-query';
import { graphql } from '../../gql';
import type { ExportedFileFragment, ExportFormat } from '../../gql/graphql';
import { bytes, share } from '../../text/format';
import { ChoiceField } from '../choice-field';
import { Problems } from '../problems';
import { ProgressBar } from '../progress-bar';
import { Section } from '../section';

export const exportedFileFragment = graphql(`
  fragment ExportedFile on DatasetExport {
    id
    format
    spreadsheetSafe
    state
    progress
    failure
    fileName
    sizeBytes
    url
  }
`);

const Exports = graphql(`
  query Exports($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        id
        exportFormats
        exports {
          ...ExportedFile
        }
      }
    }
  }
`);

const Export = graphql(`
  mutation ExportDatasetVersion($input: ExportDatasetVersionInput!) {
    result: exportDatasetVersion(input: $input) {
      datasetExport {
        ...ExportedFile
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const meanings: Readonly<Record<ExportFormat, string>> = {
  CSV: 'CSV, for spreadsheets',
  JSONL: 'JSON lines',
  PARQUET: 'Parquet, for DuckDB, pandas and Arrow',
  TEXT_FILE: 'Plain texts in a zip',
  IMAGE_ARCHIVE: 'PNG files in a zip',
};

const isUnderWay = ({ state }: ExportedFileFragment) => state === 'QUEUED' || state === 'RUNNING';
const [watched, quiet] = [1, 60];

/** The version as a file to take away. For keys with the scope DATA. */
export function ExportVersion({ versionId }: { versionId: string }) {
  const [waiting, setWaiting] = useState(false);
  const [{ data }, reload] = usePolledQuery({ query: Exports, variables: { id: versionId } }, waiting ? watched : quiet);
  const { busy, problems, run } = useAction(Export);
  const [chosen, setChosen] = useState<ExportFormat | null>(null);
  const [safe, setSafe] = useState(true);
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  const underWay = version?.exports.some(isUnderWay) ?? false;
  if (underWay !== waiting) setWaiting(underWay);
  const [first] = version?.exportFormats ?? [];
  if (!version || !first) return null;
  const format = chosen ?? first;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await run({ input: { datasetVersionId: versionId, format, ...(format === 'CSV' && { spreadsheetSafe: safe }) } });
    if (result) reload({ requestPolicy: 'network-only' });
  };
  return (
    <Section title="Export">
      <p className="muted">One file with all samples, their labels and splits. Imported again, it gives the same digest.</p>
      <form className="form-row" onSubmit={(event) => void submit(event)}>
        <ChoiceField label="Format" value={format} choices={version.exportFormats.map((one) => ({ value: one, name: meanings[one] }))} onChoose={setChosen} />
        {format === 'CSV' && (
          <label className="check">
            <input type="checkbox" checked={safe} onChange={(event) => setSafe(event.target.checked)} />
            Escape formulas
          </label>
        )}
        <button type="submit" className="button-primary" disabled={busy}>
          Export
        </button>
      </form>
      <Problems problems={problems} />
      {version.exports.length > 0 && (
        <table className="rows" aria-label="Exported files">
          <tbody>
            {version.exports.map((file) => (
              <ExportedFile key={file.id} file={file} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function ExportedFile({ file }: { file: ExportedFileFragment }) {
  const { fileName, url, sizeBytes } = file;
  return (
    <tr>
      <th scope="row">
        {url ? (
          <a href={url} download={fileName}>
            {fileName}
          </a>
        ) : (
          fileName
        )}
      </th>
      <td>{url ? bytes(sizeBytes ?? 0) : <Standing file={file} />}</td>
    </tr>
  );
}

function Standing({ file }: { file: ExportedFileFragment }) {
  if (isUnderWay(file)) return <ProgressBar value={file.progress} label={`${file.fileName}, ${share(file.progress)}`} />;
  return <span className="muted">{file.failure ?? 'Was taken away; export it again.'}</span>;
}
