import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { paths } from '../paths';
import { ConnectionNote } from './connection-note';
import { Footer } from './footer';

const sections = [
  { name: 'Runs', path: paths.runs, includes: /^\/(runs|$)/ },
  { name: 'Datasets', path: paths.datasets, includes: /^\/dataset/ },
  { name: 'Models', path: paths.models, includes: /^\/model/ },
  { name: 'Generate', path: paths.generate, includes: /^\/generate/ },
  { name: 'People', path: paths.people, includes: /^\/people/ },
  { name: 'Webhooks', path: paths.webhooks, includes: /^\/webhooks/ },
] as const;

export function Layout({ onSignOut, children }: { onSignOut: () => void; children: ReactNode }) {
  const [location] = useLocation();
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
          {sections.map(({ name, path, includes }) => (
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
