import type { VersionSideFragment } from '../../gql/graphql';
import { count, words } from '../../text/format';
import { Section } from '../section';
import { Comparison } from './comparison';

interface VersionChangesProps {
  readonly changes: readonly { readonly kind: string; readonly count: number; readonly message: string }[];
  readonly parent: VersionSideFragment;
  readonly version: VersionSideFragment;
}

/** What was done to the parent to make a version, then both side by side. */
export function VersionChanges({ changes, parent, version }: VersionChangesProps) {
  return (
    <Section title="What changed">
      {changes.length > 0 && (
        <ul className="findings" aria-label="Changes">
          {changes.map(({ kind, count: samples, message }) => (
            <li key={kind} className="change">
              <strong>{words(kind)}</strong>
              <span className="badge">{count(samples)}</span>
              <p>{message}</p>
            </li>
          ))}
        </ul>
      )}
      <Comparison before={parent} after={version} />
    </Section>
  );
}
