import type { FlywheelCycleFragment } from '../../gql/graphql';
import type { FlywheelEvent } from '../../live/use-flywheel-events';
import { DecisionNumbers } from '../decision-numbers';
import { Permitted } from '../permitted';
import { Section } from '../section';
import { StateBadge } from '../state-badge';
import { Ago } from '../time';
import { CycleSteps } from './cycle-steps';
import { DecideCycle } from './decide-cycle';

interface NewestCycleProps {
  readonly cycle: FlywheelCycleFragment;
  readonly events: readonly FlywheelEvent[];
  readonly onDecided: () => void;
}

/** The cycle that runs, or else the one that ended last. */
export function NewestCycle({ cycle, events, onDecided }: NewestCycleProps) {
  const { number, trigger, triggerNumbers, state, numbers, leavesDataOut, createdAt, finishedAt } = cycle;
  return (
    <Section title={`Cycle ${number}`} aside={<StateBadge state={state} />}>
      <p className="muted">
        Set off by {triggerInWords[trigger]}
        {triggerNumbers.length > 0 && ` (${triggerNumbers.map(({ name, value }) => `${name} ${value}`).join(', ')})`}, <Ago time={createdAt} />.
      </p>
      <CycleSteps cycle={cycle} events={events} />
      {leavesDataOut && <p className="notice">What it added to the data does harm: the next cycle goes on without it, and its labels wait for review. Relabel or clean its version, and the next cycle goes on from that.</p>}
      <DecisionNumbers numbers={numbers} />
      <Permitted scope="TRAIN">{!finishedAt && <DecideCycle cycle={cycle} onDecided={onDecided} />}</Permitted>
    </Section>
  );
}

export const triggerInWords: Readonly<Record<FlywheelCycleFragment['trigger'], string>> = {
  FEEDBACK: 'feedback',
  SCHEDULE: 'schedule',
  SATISFACTION: 'satisfaction',
  DRIFT: 'drift',
  PERSON: 'a person',
};
