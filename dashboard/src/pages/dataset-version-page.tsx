import { useState } from 'react';
import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { ClassHistogram } from '../components/class-histogram';
import { ColumnList, contentFacts } from '../components/content-facts';
import { Facts } from '../components/facts';
import { Loading, Page } from '../components/page';
import { ProgressBar } from '../components/progress-bar';
import { QueryProblem } from '../components/problems';
import { QualityCard } from '../components/quality-card';
import { Section } from '../components/section';
import { StateBadge } from '../components/state-badge';
import { Ago } from '../components/time';
import { graphql } from '../gql';
import { isFinished, useDatasetVersionUpdates } from '../live/use-dataset-version-updates';
import { paths } from '../paths';
import { count, words } from '../text/format';
import { NotFoundPage } from './not-found-page';

const DatasetVersion = graphql(`
  query DatasetVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...DatasetVersionState
        number
        digest
        sampleCount
        createdAt
        dataset {
          id
          name
        }
        splits {
          split
          count
        }
        classes {
          label
          count
        }
        content {
          ...ContentFacts
        }
        quality {
          ...Quality
        }
      }
    }
  }
`);

/** Between updates that the subscription brings; the query asks again in case one was lost with the connection. */
const pollSeconds = 10;

export function DatasetVersionPage({ id }: { id: string }) {
  const [{ data, error }, reload] = usePolledQuery({ query: DatasetVersion, variables: { id } }, pollSeconds);
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  const [update, setUpdate] = useState<{ status: string; progress: number } | null>(null);
  useDatasetVersionUpdates(id, version !== null && isFinished(version.status), (next) => {
    if (next.status !== version?.status) reload({ requestPolicy: 'network-only' });
    setUpdate(next);
  });
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Dataset version">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;

  const { dataset, number, status, failure, quality, digest, sampleCount, splits, classes, content } = version;
  const trail = (
    <>
      <Link href={paths.datasets}>Datasets</Link> · <Link href={paths.dataset(dataset.id)}>{dataset.name}</Link>
    </>
  );
  const train = status === 'READY' && (
    <Link href={paths.newRunOn(id)} className="button button-primary">
      Train on it
    </Link>
  );
  return (
    <Page title={`${dataset.name} v${number}`} trail={trail} badge={<StateBadge state={status} />} actions={train}>
      {failure && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {!isFinished(status) && <ProgressBar value={Math.max(update?.progress ?? 0, version.progress)} label={words(status)} />}
      <Section title="Content">
        <Facts
          facts={[
            ['Samples', sampleCount !== null ? count(sampleCount) : null],
            ...splits.map((split) => [words(split.split), count(split.count)] as const),
            ['Classes', classes.length > 0 ? count(classes.length) : null],
            ...(content ? contentFacts(content) : []),
            ['Imported', <Ago key="imported" time={version.createdAt} />],
            ['Digest', digest && <code>{digest}</code>],
          ]}
        />
      </Section>
      {quality && <QualityCard quality={quality} />}
      {content && <ColumnList content={content} />}
      {classes.length > 0 && <ClassHistogram classes={classes} />}
    </Page>
  );
}
