import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { SampleOriginFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count } from '../../text/format';
import { Ago } from '../time';

export const sampleOriginFragment = graphql(`
  fragment SampleOrigin on SampleOrigin {
    file
    row
    entry
    record {
      key
      appendedAt
      upload {
        id
      }
      feedback {
        id
      }
    }
  }
`);

/** Where a sample comes from: its place in a file, or the record or feedback that it was. */
export function SampleOrigin({ origin: { file, row, entry, record } }: { origin: SampleOriginFragment }) {
  if (record) {
    return (
      <>
        {record.feedback ? 'Feedback' : 'Record'} <code>{record.key}</code>, number {count(row)}, <Ago time={record.appendedAt} />
        {record.upload && (
          <>
            , <Link href={paths.upload(record.upload.id)}>its file</Link>
          </>
        )}
      </>
    );
  }
  return (
    <>
      {file}, {entry === null ? `row ${count(row)}` : <code>{entry}</code>}
    </>
  );
}
