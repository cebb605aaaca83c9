import type { ReactNode } from 'react';
import { useScopes } from '../api/use-scopes';
import { Empty } from './page';

/** What a key with the scope ADMIN alone may see and do; any other is told so. @param what  with its verb: `Webhooks are` */
export function ForAdministrators({ what, children }: { what: string; children: ReactNode }) {
  const scopes = useScopes();
  if (scopes.includes('ADMIN')) return children;
  // Nothing until it is known what the key may do.
  return scopes.length > 0 && <Empty>{what} the business of administrators: sign in with a key that has the scope ADMIN.</Empty>;
}
