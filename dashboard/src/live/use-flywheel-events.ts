import { useEffect, useRef, useState } from 'react';
import { graphql } from '../gql';
import type { FlywheelEventsSubscription } from '../gql/graphql';
import { follow } from './follow';
import { useLive } from './live-context';

const FlywheelEvents = graphql(`
  subscription FlywheelEvents($id: ID!, $after: String) {
    flywheelEvents(flywheelPolicyId: $id, after: $after) {
      cursor
      caughtUp
      events {
        cycle {
          id
        }
        state
        reason
        time
      }
    }
  }
`);

export type FlywheelEvent = FlywheelEventsSubscription['flywheelEvents']['events'][number];

/** What the newest cycle of a policy came through, as it comes. Calls `onChange` whenever that reaches the present anew. */
export function useFlywheelEvents(policyId: string, onChange: () => void): readonly FlywheelEvent[] {
  const live = useLive();
  const [events, setEvents] = useState<readonly FlywheelEvent[]>([]);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    setEvents([]);
    return follow(live, {
      document: FlywheelEvents,
      variables: { id: policyId },
      onData: ({ flywheelEvents: { events: added, cursor, caughtUp } }) => {
        if (added.length > 0) setEvents((before) => ofNewestCycle([...before, ...added]));
        if (caughtUp && added.length > 0) latest.current();
        return cursor;
      },
      isOver: () => false,
      onRefused: () => undefined,
    });
  }, [live, policyId]);
  return events;
}

function ofNewestCycle(events: readonly FlywheelEvent[]): readonly FlywheelEvent[] {
  const newest = events.at(-1)?.cycle.id;
  return events.filter(({ cycle }) => cycle.id === newest);
}
