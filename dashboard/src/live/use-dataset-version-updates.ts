import { useEffect, useRef } from 'react';
import { graphql } from '../gql';
import { follow } from './follow';
import { useLive } from './live-context';

const Updated = graphql(`
  subscription DatasetVersionUpdated($id: ID!) {
    datasetVersionUpdated(datasetVersionId: $id) {
      ...DatasetVersionState
    }
  }
`);

export const datasetVersionStateFragment = graphql(`
  fragment DatasetVersionState on DatasetVersion {
    id
    status
    progress
    failure
  }
`);

interface Update {
  readonly status: string;
  readonly progress: number;
}

/** Calls `onUpdate` whenever an unfinished version moves on; does nothing once it is finished. */
export function useDatasetVersionUpdates(id: string, finished: boolean, onUpdate: (update: Update) => void): void {
  const live = useLive();
  const latest = useRef(onUpdate);
  latest.current = onUpdate;
  useEffect(() => {
    if (finished) return;
    let over = false;
    return follow(live, {
      document: Updated,
      variables: { id },
      onData: ({ datasetVersionUpdated }) => {
        over = isFinished(datasetVersionUpdated.status);
        latest.current(datasetVersionUpdated);
        return null;
      },
      isOver: () => over,
      onRefused: () => undefined,
    });
  }, [live, id, finished]);
}

export const isFinished = (status: string): boolean => status !== 'IMPORTING' && status !== 'ASSESSING';
