import { useQuery } from 'urql';
import { LearnedModels } from '../components/lineage/learned-models';
import { VersionSteps } from '../components/lineage/version-steps';
import { Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { Section } from '../components/section';
import { VersionPage } from '../components/version/version-page';
import { graphql } from '../gql';
import { NotFoundPage } from './not-found-page';

const Lineage = graphql(`
  query Lineage($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...VersionHead
        ...LineageStep
        ...LineageRuns
        ancestors {
          ...LineageStep
        }
        children(first: 100) {
          edges {
            node {
              ...LineageStep
            }
          }
        }
      }
    }
  }
`);

/** What a version is made of, back to the files, and what was made of it. */
export function LineagePage({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: Lineage, variables: { id } });
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Lineage">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const children = version.children.edges.map(({ node }) => node);
  return (
    <VersionPage version={version} page="lineage">
      <Section title="Made of">
        <VersionSteps label="Made of" versions={[version, ...version.ancestors]} />
      </Section>
      <Section title="Versions made of it">{children.length > 0 ? <VersionSteps label="Versions made of it" versions={children} /> : <p className="muted">None yet.</p>}</Section>
      <Section title="Models that learned from it">
        <LearnedModels versions={[version]} />
      </Section>
    </VersionPage>
  );
}
