import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LiveClient, LiveStatus } from './live-client';

export const LiveContext = createContext<LiveClient | null>(null);

/** The live connection of the signed-in page. */
export function useLive(): LiveClient {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive is used outside LiveContext.');
  return live;
}

export function useLiveStatus(): LiveStatus {
  const live = useLive();
  return useSyncExternalStore(live.onStatus, live.status);
}
