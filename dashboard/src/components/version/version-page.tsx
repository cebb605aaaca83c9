import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { VersionHeadFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { Page } from '../page';
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

/** Title, state and pages of a dataset version. */
export function VersionPage({ version, children }: { version: VersionHeadFragment; children: ReactNode }) {
  const { id, number, status, overrule, dataset } = version;
  const trail = (
    <>
      <Link href={paths.datasets}>Datasets</Link> · <Link href={paths.dataset(dataset.id)}>{dataset.name}</Link>
    </>
  );
  const train = (status === 'READY' || overrule) && (
    <Link href={paths.newRunOn(id)} className="button button-primary">
      Train on it
    </Link>
  );
  return (
    <Page title={`${dataset.name} v${number}`} trail={trail} badge={<StateBadge state={status} />} actions={train}>
      {children}
    </Page>
  );
}
