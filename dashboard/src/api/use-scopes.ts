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

/** What the signed-in key may do; nothing until that is known. */
export function useScopes(): readonly Scope[] {
  const [{ data }] = useQuery({ query: Scopes, requestPolicy: 'cache-first' });
  return data?.viewer.scopes ?? [];
}
