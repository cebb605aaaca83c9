import type { FlywheelCycleFragment, FlywheelPolicyFragment } from '../../gql/graphql';
import { useFlywheelEvents } from '../../live/use-flywheel-events';
import { CycleTable } from './cycle-table';
import { NewestCycle } from './newest-cycle';
import { PolicyState } from './policy-state';

interface LiveWheelProps {
  readonly policy: FlywheelPolicyFragment & { readonly usableFeedback: number; readonly unweighedFeedback: number; readonly waitingReason: string | null };
  readonly newest: FlywheelCycleFragment | undefined;
  /** A page of them, newest first. */
  readonly cycles: readonly FlywheelCycleFragment[];
  readonly onChange: () => void;
}

/** A policy at work: asked for again at every event. */
export function LiveWheel({ policy, newest, cycles, onChange }: LiveWheelProps) {
  const events = useFlywheelEvents(policy.id, onChange);
  return (
    <>
      <PolicyState
        policy={policy}
        waitingReason={policy.waitingReason}
        usable={policy.usableFeedback}
        unweighed={policy.unweighedFeedback}
        isTurning={newest !== undefined && newest.finishedAt === null}
        cycles={newest?.number ?? 0}
        onChange={onChange}
      />
      {newest && <NewestCycle cycle={newest} events={events} onDecided={onChange} />}
      <CycleTable metricName={policy.metric} cycles={cycles.filter(({ finishedAt }) => finishedAt !== null)} />
    </>
  );
}
