import type { ReactNode } from 'react';
import { useScopes } from '../api/use-scopes';
import type { Scope } from '../gql/graphql';
import { Empty } from './page';

/** What only a key with a scope may see and do; any other is told so. @param what  begins a sentence: `Reviewing` */
export function RequiresScope({ scope, what, children }: { scope: Scope; what: string; children: ReactNode }) {
  const scopes = useScopes();
  if (scopes.includes(scope)) return children;
  // Nothing until it is known what the key may do.
  return scopes.length > 0 && <Empty>{what} takes a key that has the scope {scope}: sign out, and in with such a one.</Empty>;
}
