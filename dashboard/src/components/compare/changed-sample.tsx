import { Link } from 'wouter';
import type { SampleSideFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, words } from '../../text/format';
import { SampleBody } from '../samples/sample-body';
import { SampleOrigin } from '../samples/sample-origin';
import { queryOf } from '../samples/sample-view';

export interface ComparedNumbers {
  readonly before: { readonly id: string; readonly number: number };
  readonly after: { readonly id: string; readonly number: number };
}

interface ChangedSampleProps {
  readonly sample: { readonly before: SampleSideFragment | null; readonly after: SampleSideFragment | null };
  readonly versions: ComparedNumbers;
  onExpired(): void;
}

/** A sample that differs: what is in it, once, as that is equal; then what either version says of it. */
export function ChangedSample({ sample: { before, after }, versions, onExpired }: ChangedSampleProps) {
  const shown = after ?? before;
  if (!shown) return null;
  return (
    <li>
      <div className="changed-content">
        <SampleBody content={shown.content} alt={`Sample ${shown.position}`} onExpired={onExpired} />
      </div>
      <Side version={versions.before} sample={before} other={after} />
      <Side version={versions.after} sample={after} other={before} />
      <p className="muted changed-origin">
        <SampleOrigin origin={shown.origin} />
        {shown.subject !== null && `, about ${shown.subject}`}
      </p>
    </li>
  );
}

interface SideProps {
  readonly version: ComparedNumbers['after'];
  readonly sample: SampleSideFragment | null;
  readonly other: SampleSideFragment | null;
}

function Side({ version, sample, other }: SideProps) {
  return (
    <div className="changed-side" role="group" aria-label={`Version ${version.number}`}>
      <span className="muted">Version {version.number}</span>
      {sample === null ? (
        <span>Not there</span>
      ) : (
        <>
          <Told value={sample.label ?? 'No class'} differs={other !== null && other.label !== sample.label} />
          <Told value={words(sample.split)} differs={other !== null && other.split !== sample.split} />
          <Link href={paths.samples(version.id, queryOf({ sample: sample.position }))}>Sample {count(sample.position)}</Link>
        </>
      )}
    </div>
  );
}

const Told = ({ value, differs }: { value: string; differs: boolean }) => (differs ? <mark>{value}</mark> : <span>{value}</span>);
