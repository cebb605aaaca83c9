import { useQuery } from 'urql';
import { useLocation, useSearchParams } from 'wouter';
import { useScopes } from '../api/use-scopes';
import { Empty, Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { SampleBrowser } from '../components/samples/sample-browser';
import { queryOf, viewOf } from '../components/samples/sample-view';
import { VersionPage } from '../components/version/version-page';
import { graphql } from '../gql';
import { paths } from '../paths';
import { NotFoundPage } from './not-found-page';

const SampleVersion = graphql(`
  query SampleVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        ...VersionHead
        ...SampleVersion
      }
    }
  }
`);

/** The samples of a dataset version. Filter, page and open sample stand in the address. */
export function SamplesPage({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: SampleVersion, variables: { id } });
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const scopes = useScopes();
  const version = data?.node?.__typename === 'DatasetVersion' ? data.node : null;
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Samples">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  return (
    <VersionPage version={version} page="samples">
      {version.content === null ? (
        <Empty>Its samples can be looked at once they are read.</Empty>
      ) : (
        <SampleBrowser
          version={version}
          view={viewOf(params, version)}
          canRelabel={scopes.includes('DATA') && (version.status === 'READY' || version.status === 'REJECTED')}
          onView={(view, how) => navigate(paths.samples(id, queryOf(view)), how)}
        />
      )}
    </VersionPage>
  );
}
