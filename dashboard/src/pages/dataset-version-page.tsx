import { useState } from 'react';
import { usePolledQuery } from '../api/use-polled-query';
import { useScopes } from '../api/use-scopes';
import { ClassHistogram } from '../components/class-histogram';
import { ColumnList } from '../components/content-facts';
import { Loading, Page } from '../components/page';
import { ProfileSection } from '../components/profile/profile-section';
import { ProgressBar } from '../components/progress-bar';
import { QueryProblem } from '../components/problems';
import { QualityCard } from '../components/quality/quality-card';
import { Ago } from '../components/time';
import { ExportVersion } from '../components/version/export-version';
import { VersionChanges } from '../components/version/version-changes';
import { VersionContent } from '../components/version/version-content';
import { VersionPage } from '../components/version/version-page';
import { CleanForm } from '../forms/clean-form';
import { OverruleForm } from '../forms/overrule-form';
import { graphql } from '../gql';
import { isFinished, useDatasetVersionUpdates } from '../live/use-dataset-version-updates';
import { share, words } from '../text/format';
import { NotFoundPage } from './not-found-page';

const DatasetVersion = graphql(`
  query DatasetVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...VersionHead
        ...DatasetVersionState
        ...VersionContent
        ...VersionSide
        ...VersionOverrule
        profile {
          ...ColumnProfile
        }
        quality {
          ...Quality
        }
        changes {
          kind
          count
          message
        }
        parent {
          ...VersionSide
        }
      }
    }
  }
`);

/** Between updates that the subscription brings; the query asks again in case one was lost with the connection. */
const pollSeconds = 10;

export function DatasetVersionPage({ id }: { id: string }) {
  const [{ data, error }, reload] = usePolledQuery({ query: DatasetVersion, variables: { id } }, pollSeconds);
  const scopes = useScopes();
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  const [update, setUpdate] = useState<{ status: string; progress: number } | null>(null);
  useDatasetVersionUpdates(id, version !== null && isFinished(version.status), (next) => {
    if (next.status !== version?.status) reload({ requestPolicy: 'network-only' });
    setUpdate(next);
  });
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Dataset version">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;

  const { status, failure, quality, content, classes, parent, changes, overrule, profile } = version;
  const assessed = status === 'READY' || status === 'REJECTED';
  return (
    <VersionPage version={version} page="overview">
      {failure && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {overrule && (
        <p className="notice">
          {overrule.actor} let it be trained on all the same, <Ago time={overrule.time} />: {overrule.reason}
        </p>
      )}
      {!isFinished(status) && <Progress status={update?.status ?? status} value={Math.max(update?.progress ?? 0, version.progress)} />}
      {version.sampleCount !== null && <VersionContent version={version} />}
      {quality && <QualityCard versionId={id} quality={quality} overruled={overrule !== null} />}
      {parent && assessed && <VersionChanges changes={changes} parent={parent} version={version} />}
      <div className="two-columns">
        {quality && assessed && scopes.includes('DATA') && <CleanForm versionId={id} quality={quality} />}
        {status === 'REJECTED' && !overrule && scopes.includes('ADMIN') && <OverruleForm versionId={id} />}
      </div>
      {assessed && scopes.includes('DATA') && <ExportVersion versionId={id} />}
      {classes.length > 0 && <ClassHistogram versionId={id} classes={classes} />}
      {profile ? <ProfileSection title={profileTitle(content?.__typename)} profile={profile} /> : content && <ColumnList content={content} />}
    </VersionPage>
  );
}

const profileTitle = (content: string | undefined) => (content === 'TabularContent' || content === 'InteractionContent' ? 'Columns' : 'Measures');

function Progress({ status, value }: { status: string; value: number }) {
  return (
    <div className="run-progress">
      <ProgressBar value={value} label={words(status)} />
      <p>
        <span>{words(status)}…</span> <span>{share(value)}</span>
      </p>
    </div>
  );
}
