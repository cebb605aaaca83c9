import { useEffect, useReducer } from 'react';
import { graphql } from '../gql';
import type { GenerationEventsSubscription, GenerationState, OutputFragment } from '../gql/graphql';
import { follow } from './follow';
import { useLive } from './live-context';

const GenerationEvents = graphql(`
  subscription GenerationEvents($id: ID!, $after: String) {
    generationEvents(generationId: $id, after: $after) {
      cursor
      events {
        __typename
        ... on TextGenerated {
          text
        }
        ... on OutputMade {
          output {
            ...Output
          }
        }
        ... on GenerationStateChanged {
          state
          message
        }
      }
    }
  }
`);

export interface GenerationView {
  readonly state: GenerationState;
  readonly message: string | null;
  readonly outputs: readonly OutputFragment[];
  /** What there is of a text that is still being made. */
  readonly text: string;
}

type Batch = GenerationEventsSubscription['generationEvents'];
type Change = Batch['events'] | 'restart' | { readonly refused: string };

const start: GenerationView = { state: 'QUEUED', message: null, outputs: [], text: '' };

/** A generation's outputs as they are made. */
export function useGeneration(id: string): GenerationView {
  const live = useLive();
  const [view, change] = useReducer(applied, start);
  useEffect(() => {
    change('restart');
    let over = false;
    return follow(live, {
      document: GenerationEvents,
      variables: { id },
      onData: ({ generationEvents: { events, cursor } }) => {
        over ||= events.some((event) => event.__typename === 'GenerationStateChanged' && hasEnded(event.state));
        change(events);
        return cursor;
      },
      isOver: () => over,
      onRefused: (refused) => change({ refused }),
    });
  }, [live, id]);
  return view;
}

export const hasEnded = (state: GenerationState): boolean => state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';

function applied(view: GenerationView, change: Change): GenerationView {
  if (change === 'restart') return start;
  if ('refused' in change) return { ...view, state: 'FAILED', message: change.refused };
  let { state, message, text } = view;
  const outputs = [...view.outputs];
  for (const event of change) {
    if (event.__typename === 'TextGenerated') text += event.text;
    else if (event.__typename === 'OutputMade') {
      outputs.push(event.output);
      text = '';
    } else ({ state, message } = event);
  }
  return { state, message, outputs, text };
}
