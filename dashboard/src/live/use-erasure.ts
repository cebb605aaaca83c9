import { useEffect, useState } from 'react';
import { graphql } from '../gql';
import type { ErasureFragment } from '../gql/graphql';
import { follow } from './follow';
import { useLive } from './live-context';

const ErasureUpdated = graphql(`
  subscription ErasureUpdated($id: ID!) {
    erasureUpdated(erasureId: $id) {
      ...Erasure
    }
  }
`);

/** An erasure as it moves on, until it is over; undefined where none is followed, and before the first answer. */
export function useErasure(id: string | undefined): ErasureFragment | undefined {
  const live = useLive();
  const [erasure, setErasure] = useState<ErasureFragment>();
  useEffect(() => {
    setErasure(undefined);
    if (id === undefined) return;
    let over = false;
    return follow(live, {
      document: ErasureUpdated,
      variables: { id },
      onData: ({ erasureUpdated }) => {
        over = erasureUpdated.state === 'SUCCEEDED' || erasureUpdated.state === 'FAILED';
        setErasure(erasureUpdated);
        return null;
      },
      isOver: () => over,
      onRefused: () => undefined,
    });
  }, [live, id]);
  return erasure;
}
