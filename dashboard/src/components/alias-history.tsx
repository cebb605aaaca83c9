import { Link } from 'wouter';
import { graphql } from '../gql';
import type { AliasChangeFragment } from '../gql/graphql';
import { paths } from '../paths';
import { Section } from './section';
import { Ago } from './time';

export const aliasChangeFragment = graphql(`
  fragment AliasChange on ModelAliasChange {
    alias
    reason
    actor
    time
    modelVersion {
      id
      number
    }
  }
`);

/** Who set which alias to what, newest first. */
export function AliasHistory({ changes }: { changes: readonly AliasChangeFragment[] }) {
  return (
    <Section title="Alias history">
      {changes.length === 0 && <p className="muted">No alias has been set.</p>}
      <ul className="history">
        {changes.map(({ alias, reason, actor, time, modelVersion }) => (
          <li key={`${time} ${alias}`}>
            <strong>{alias}</strong> → {modelVersion ? <Link href={paths.modelVersion(modelVersion.id)}>v{modelVersion.number}</Link> : 'none'} by {actor}, <Ago time={time} />
            {reason && <p className="muted">{reason}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
