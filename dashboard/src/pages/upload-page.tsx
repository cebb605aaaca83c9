import { Link } from 'wouter';
import { useQuery } from 'urql';
import { Facts } from '../components/facts';
import { UploadModels } from '../components/lineage/upload-models';
import { VersionSteps } from '../components/lineage/version-steps';
import { Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { Section } from '../components/section';
import { Ago } from '../components/time';
import { graphql } from '../gql';
import { paths } from '../paths';
import { bytes, words } from '../text/format';
import { NotFoundPage } from './not-found-page';

const UploadedFile = graphql(`
  query UploadedFile($id: ID!) {
    node(id: $id) {
      __typename
      ... on Upload {
        filename
        sizeBytes
        sha256
        state
        createdAt
        datasetVersions(first: 20) {
          edges {
            node {
              ...LineageStep
              descendants {
                ...LineageStep
                }
            }
          }
        }
      }
    }
  }
`);

/** A file that was sent, and all that became of it. */
export function UploadPage({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: UploadedFile, variables: { id } });
  const upload = data?.node?.__typename === 'Upload' ? data.node : null;
  if (data && !upload) return <NotFoundPage />;
  if (!upload) return <Page title="File">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const direct = upload.datasetVersions.edges.map(({ node }) => node);
  // A version may stem from two that hold the file.
  const versions = [...new Map([...direct, ...direct.flatMap(({ descendants }) => descendants)].map((version) => [version.id, version])).values()];
  return (
    <Page title={upload.filename} trail={<Link href={paths.datasets}>Datasets</Link>}>
      <Section title="File">
        <Facts
          facts={[
            ['Size', bytes(upload.sizeBytes)],
            ['State', words(upload.state)],
            ['Announced', <Ago key="announced" time={upload.createdAt} />],
            ['SHA-256', <code key="sha256">{upload.sha256}</code>],
          ]}
        />
      </Section>
      <Section title="Versions that hold it">{versions.length > 0 ? <VersionSteps label="Versions that hold it" versions={versions} /> : <p className="muted">None.</p>}</Section>
      <Section title="Models that learned from it">
        <UploadModels id={id} />
      </Section>
    </Page>
  );
}
