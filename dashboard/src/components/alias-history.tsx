import { Link } from 'wouter';
import { graphql } from '../gql';
import type { AliasChangeFragment } from '../gql/graphql';
import { paths } from '../paths';
import { DecisionNumbers } from './decision-numbers';
import { Permitted } from './permitted';
import { RollBackAlias } from './roll-back-alias';
import { Section } from './section';
import { Ago } from './time';

export const aliasChangeFragment = graphql(`
  fragment AliasChange on ModelAliasChange {
    alias
    source
    reason
    actor
    time
    modelVersion {
      id
      number
    }
    previousModelVersion {
      id
      number
    }
    rollsBackTo {
      id
      number
    }
    experiment {
      id
      name
    }
    numbers {
      ...DecisionNumbers
    }
  }
`);

/** Where aliases stood: who moved them, when, why and by which numbers, newest first; the last change of each can be taken back. */
export function AliasHistory({ modelId, changes, onChange }: { modelId: string; changes: readonly AliasChangeFragment[]; onChange: () => void }) {
  return (
    <Section title="Alias history">
      {changes.length === 0 && <p className="muted">No alias has been set.</p>}
      <ul className="history">
        {changes.map((change, index) => {
          const isLast = changes.findIndex(({ alias }) => alias === change.alias) === index;
          return (
            <li key={`${change.time} ${change.alias}`}>
              <AliasChange change={change} />
              <Permitted scope="TRAIN">{isLast && <RollBackAlias modelId={modelId} change={change} onRolledBack={onChange} />}</Permitted>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function AliasChange({ change: { alias, source, reason, actor, time, modelVersion, previousModelVersion, experiment, numbers } }: { change: AliasChangeFragment }) {
  return (
    <>
      <strong>{alias}</strong> {previousModelVersion && `v${previousModelVersion.number} `}→ {modelVersion ? <Link href={paths.modelVersion(modelVersion.id)}>v{modelVersion.number}</Link> : 'none'} {how(source, experiment?.name)} by{' '}
      {actor}, <Ago time={time} />
      {reason && <p className="muted">{reason}</p>}
      <DecisionNumbers numbers={numbers} />
    </>
  );
}

function how(source: AliasChangeFragment['source'], experiment: string | undefined): string {
  switch (source) {
    case 'EXPERIMENT':
      return `after the experiment ${experiment ?? ''}`;
    case 'POLICY':
      return 'under a policy';
    case 'ROLLBACK':
      return 'rolled back';
    case 'PERSON':
      return 'set';
  }
}
