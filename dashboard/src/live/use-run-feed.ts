import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLive } from './live-context';
import { RunFeed, type RunView } from './run-feed';

/** Follows a run while the component is shown. Give components that use it the run's id as `key`. */
export function useRunFeed(trainingRunId: string): { readonly feed: RunFeed; readonly view: RunView } {
  const live = useLive();
  const [feed] = useState(() => new RunFeed());
  useEffect(() => feed.start(live, trainingRunId), [feed, live, trainingRunId]);
  return { feed, view: useSyncExternalStore(feed.onChange, feed.view) };
}
