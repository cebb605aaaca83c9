import { graphql } from '../../gql';
import type { PastExperimentFragment } from '../../gql/graphql';
import { words } from '../../text/format';
import { Section } from '../section';
import { Ago } from '../time';

export const pastExperimentFragment = graphql(`
  fragment PastExperiment on Experiment {
    id
    name
    mode
    state
    decision
    reason
    finishedAt
    control {
      id
      number
    }
    candidate {
      id
      number
    }
  }
`);

/** How experiments ended, newest first. */
export function PastExperiments({ experiments }: { experiments: readonly PastExperimentFragment[] }) {
  if (experiments.length === 0) return null;
  return (
    <Section title="Past experiments">
      <ul className="history">
        {experiments.map(({ id, name, mode, state, decision, reason, finishedAt, control, candidate }) => (
          <li key={id}>
            <strong>{name}</strong> ({words(mode).toLowerCase()}): v{candidate.number} against v{control.number}. {words(decision ?? state)}
            {finishedAt && (
              <>
                , <Ago time={finishedAt} />
              </>
            )}
            {reason && <p className="muted">{reason}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
