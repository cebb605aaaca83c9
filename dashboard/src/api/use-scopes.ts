import { useEffect } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../gql';
import type { Scope } from '../gql/graphql';

const Scopes = graphql(`
  query Scopes {
    viewer {
      scopes
    }
  }
`);

const AGAIN_MS = 3_000;

/** What the signed-in key may do; nothing until that is known. */
export function useScopes(): readonly Scope[] {
  const [{ data, error }, ask] = useQuery({ query: Scopes, requestPolicy: 'cache-first' });
  // A server that restarts while the page loads would leave it without forms.
  useEffect(() => {
    if (!error) return undefined;
    const timer = setTimeout(() => ask({ requestPolicy: 'network-only' }), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [error, ask]);
  return data?.viewer.scopes ?? [];
}
