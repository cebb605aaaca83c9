import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useScopes } from '../api/use-scopes';
import type { Scope } from '../gql/graphql';
import { paths } from '../paths';
import { ConnectionNote } from './connection-note';
import { Footer } from './footer';

interface NavigationEntry {
  readonly name: string;
  readonly path: string;
  /** The addresses that belong to it. */
  readonly includes: RegExp;
  /** Without it a key can do nothing there. */
  readonly scope: Scope;
}

const sections: readonly NavigationEntry[] = [
  { name: 'Runs', path: paths.runs, includes: /^\/(runs|$)/, scope: 'READ' },
  { name: 'Datasets', path: paths.datasets, includes: /^\/dataset/, scope: 'READ' },
  { name: 'Models', path: paths.models, includes: /^\/model/, scope: 'READ' },
  { name: 'Generate', path: paths.generate, includes: /^\/generate/, scope: 'GENERATE' },
  { name: 'People', path: paths.people, includes: /^\/people/, scope: 'READ' },
  { name: 'Webhooks', path: paths.webhooks, includes: /^\/webhooks/, scope: 'ADMIN' },
];

export function Layout({ onSignOut, children }: { onSignOut: () => void; children: ReactNode }) {
  const [location] = useLocation();
  const scopes = useScopes();
  // Until it is known what the key may do, or where the server is not reached, what any key that looks may see.
  const shown = sections.filter(({ scope }) => (scopes.length === 0 ? scope === 'READ' : scopes.includes(scope)));
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top">
        <Link href={paths.runs} className="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" /> Flywheel
        </Link>
        <nav aria-label="Sections">
          {shown.map(({ name, path, includes }) => (
            <Link key={name} href={path} aria-current={includes.test(location) ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      </header>
      <ConnectionNote />
      {children}
      <Footer onSignOut={onSignOut} />
    </>
  );
}
