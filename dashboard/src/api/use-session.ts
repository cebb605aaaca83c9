import { useCallback, useEffect, useRef, useState } from 'react';
import { requestSession } from './request-session';
import { forgetKey, readStoredKey, storeKey } from './stored-key';

type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'signed-in'; readonly key: string }
  /** No key is known; `refused`: the one that was is not taken. */
  | { readonly state: 'signed-out' | 'refused' };

interface SessionControl {
  readonly session: Session;
  signIn(key: string): void;
  signOut(): void;
  /** The server no longer takes the key: asks it for another, else for the user's. */
  renew(): void;
}

/** A key that the server itself gave and then refuses this soon is not asked for again. */
const soon = 10_000;

/** The key of this tab: given in the address, kept, given by the server to a local browser, or typed in. */
export function useSession(): SessionControl {
  const [session, setSession] = useState<Session>(startingSession);
  const renewing = useRef(false);
  const renewedAt = useRef(-soon);

  const signIn = useCallback((key: string) => {
    storeKey(key);
    setSession({ state: 'signed-in', key });
  }, []);

  const ask = useCallback(
    async (otherwise: Session) => {
      if (renewing.current) return;
      renewing.current = true;
      const key = performance.now() - renewedAt.current < soon ? null : await requestSession();
      renewing.current = false;
      renewedAt.current = performance.now();
      if (key) signIn(key);
      else setSession(otherwise);
    },
    [signIn],
  );

  const renew = useCallback(() => {
    forgetKey();
    void ask({ state: 'refused' });
  }, [ask]);

  const signOut = useCallback(() => {
    forgetKey();
    setSession({ state: 'signed-out' });
  }, []);

  useEffect(() => {
    if (session.state === 'starting') void ask({ state: 'signed-out' });
  }, [session.state, ask]);

  return { session, signIn, signOut, renew };
}

function startingSession(): Session {
  const key = readStoredKey();
  return key ? { state: 'signed-in', key } : { state: 'starting' };
}
