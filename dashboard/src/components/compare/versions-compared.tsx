import { useQuery } from 'urql';
import { graphql } from '../../gql';
import { count, words } from '../../text/format';
import { Empty, Loading } from '../page';
import { QueryProblem } from '../problems';
import { ProfileSection } from '../profile/profile-section';
import { Section } from '../section';
import { Comparison } from '../version/comparison';
import { ChangedSamples } from './changed-samples';
import { type CompareView, sampleChanges } from './compare-view';

const ComparedVersions = graphql(`
  query ComparedVersions($id: ID!, $other: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...VersionSide
        profile {
          ...ColumnProfile
        }
        diff(parent: $other) {
          added
          removed
          relabelled
          moved
          before {
            ...VersionSide
            profile {
              ...ColumnProfile
            }
          }
        }
      }
    }
  }
`);

interface VersionsComparedProps {
  readonly id: string;
  readonly other: string;
  readonly view: CompareView;
  onView(view: CompareView): void;
}

/** Two versions side by side: how many of everything, which samples differ and how, and the histograms of both. */
export function VersionsCompared({ id, other, view, onView }: VersionsComparedProps) {
  const [{ data, error, fetching }, reload] = useQuery({ query: ComparedVersions, variables: { id, other }, requestPolicy: 'cache-first' });
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  if (error) return <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  if (fetching || !version) return <Loading />;
  if (!version.diff) return <Empty>Versions can be compared once both are read.</Empty>;
  const { diff } = version;
  const { before } = diff;
  const counts = { ADDED: diff.added, REMOVED: diff.removed, RELABELLED: diff.relabelled, MOVED: diff.moved };
  const change = view.change ?? sampleChanges.find((kind) => counts[kind] > 0) ?? null;
  return (
    <>
      <Section title="Side by side">
        <Comparison before={before} after={version} />
      </Section>
      <Section title="Samples that differ">
        {change === null ? (
          <p>None: both hold the same samples, with the same classes, in the same splits.</p>
        ) : (
          <>
            <div className="choices" role="group" aria-label="Kind of difference">
              {sampleChanges.map((kind) => (
                <button key={kind} type="button" disabled={counts[kind] === 0} aria-pressed={kind === change} onClick={() => onView({ other: view.other, change: kind, after: null, before: null })}>
                  {words(kind)} ({count(counts[kind])})
                </button>
              ))}
            </div>
            <ChangedSamples versions={{ after: version, before }} change={change} view={view} onPage={(page) => onView({ ...view, change, ...page })} />
          </>
        )}
      </Section>
      <div className="two-columns">
        <ProfileSection title={`Version ${before.number}`} profile={before.profile ?? []} />
        <ProfileSection title={`Version ${version.number}`} profile={version.profile ?? []} />
      </div>
    </>
  );
}
