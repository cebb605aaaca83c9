import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { VersionHeadFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { Page } from '../page';
import { Permitted } from '../permitted';
import { StateBadge } from '../state-badge';

export const versionHeadFragment = graphql(`
  fragment VersionHead on DatasetVersion {
    id
    number
    status
    overrule {
      time
    }
    dataset {
      id
      name
      kind
    }
  }
`);

const pages = [
  { page: 'overview', name: 'Overview', path: paths.datasetVersion },
  { page: 'samples', name: 'Samples', path: paths.samples },
  { page: 'compare', name: 'Compare', path: paths.compare },
  { page: 'lineage', name: 'Lineage', path: paths.lineage },
] as const;

interface VersionPageProps {
  readonly version: VersionHeadFragment;
  readonly page: (typeof pages)[number]['page'];
  readonly children: ReactNode;
}

/** Title, state and pages of a dataset version. */
export function VersionPage({ version, page: current, children }: VersionPageProps) {
  const { id, number, status, overrule, dataset } = version;
  const trail = (
    <>
      <Link href={paths.datasets}>Datasets</Link> · <Link href={paths.dataset(dataset.id)}>{dataset.name}</Link>
    </>
  );
  const train = (status === 'READY' || overrule) && (
    <Permitted scope="TRAIN">
      <Link href={paths.newRunOn(id)} className="button button-primary">
        Train on it
      </Link>
    </Permitted>
  );
  return (
    <Page title={`${dataset.name} v${number}`} trail={trail} badge={<StateBadge state={status} />} actions={train}>
      <nav className="tabs" aria-label="Pages of the version">
        {pages.map(({ page, name, path }) => (
          <Link key={page} href={path(id)} aria-current={page === current ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
