import type { ReactNode } from 'react';
import { useScopes } from '../api/use-scopes';
import type { Scope } from '../gql/graphql';

/** What the server would refuse a key without the scope is not offered to it. */
export function Permitted({ scope, children }: { scope: Scope; children: ReactNode }) {
  return useScopes().includes(scope) && children;
}
