import { Link } from 'wouter';
import type { LineageStepFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { bytes, count, samplesInWords, share, words } from '../../text/format';

const MOST_FILES = 20;

/** What a version is made of, in words; files lead to what else became of them. */
export function VersionSource({ source }: { source: LineageStepFragment['source'] }) {
  switch (source.__typename) {
    case 'DatasetCleaning':
      return <p>The version before, cleaned: {source.steps.map((step) => words(step).toLowerCase()).join(', ')}.</p>;
    case 'DatasetRelabelling':
      return (
        <p>
          The version before, {samplesInWords(source.count)} relabelled by {source.actor}.
        </p>
      );
    case 'SealedRecords':
      return <p>{source.count === 1 ? `Record ${count(source.first)}, which was appended` : `Records ${count(source.first)} to ${count(source.first + source.count - 1)}, which were appended`}, and the version before, where there is one.</p>;
    case 'DatasetImport':
      return <Imported source={source} />;
  }
}

function Imported({ source: { format, uploads, split } }: { source: Extract<LineageStepFragment['source'], { __typename: 'DatasetImport' }> }) {
  const more = uploads.length - MOST_FILES;
  return (
    <>
      <p>
        Imported as {format} from {uploads.length === 1 ? 'a file' : `${count(uploads.length)} files`}. Where they name no splits, {share(split.validation)} validation and {share(split.test)} test were drawn by seed {split.seed}.
      </p>
      <ul className="lineage-files" aria-label="Files">
        {uploads.slice(0, MOST_FILES).map(({ id, filename, sizeBytes }) => (
          <li key={id}>
            <Link href={paths.upload(id)}>{filename}</Link> <span className="muted">{bytes(sizeBytes)}</span>
          </li>
        ))}
        {more > 0 && <li className="muted">{count(more)} more</li>}
      </ul>
    </>
  );
}
