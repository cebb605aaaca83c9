import type { ResultOf } from '@graphql-typed-document-node/core';
import { Link, useSearch } from 'wouter';
import { useQuery } from 'urql';
import { Empty, Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { UnfitPluginNotices } from '../components/unfit-plugins';
import { NewRunForm } from '../forms/new-run-form';
import { graphql } from '../gql';
import type { VersionChoiceFragment } from '../gql/graphql';
import { paths } from '../paths';

const NewRun = graphql(`
  query NewRun($wanted: ID!, $isWanted: Boolean!) {
    algorithms {
      ...FormAlgorithm
    }
    node(id: $wanted) @include(if: $isWanted) {
      __typename
      ...VersionChoice
    }
    datasets(first: 50) {
      edges {
        node {
          id
          versions(first: 5) {
            edges {
              node {
                ...VersionChoice
              }
            }
          }
        }
      }
    }
  }
`);

export const versionChoiceFragment = graphql(`
  fragment VersionChoice on DatasetVersion {
    id
    number
    status
    sampleCount
    overrule {
      time
    }
    classes {
      label
    }
    dataset {
      id
      name
      kind
    }
  }
`);

/** The version that a link asked for, and the newest of each dataset. */
function trainableVersions(data: ResultOf<typeof NewRun> | undefined): VersionChoiceFragment[] {
  const newest = (data?.datasets.edges ?? []).flatMap(({ node }) => node.versions.edges.map((edge) => edge.node));
  const wanted = data?.node?.__typename === 'DatasetVersion' ? [data.node] : [];
  const others = newest.filter(({ id }) => id !== wanted[0]?.id);
  return [...wanted, ...others].filter(({ status, overrule }) => status === 'READY' || overrule !== null);
}

export function NewRunPage() {
  const wanted = new URLSearchParams(useSearch()).get('dataset-version');
  const [{ data, error }, reload] = useQuery({ query: NewRun, variables: { wanted: wanted ?? '', isWanted: wanted !== null } });
  const versions = trainableVersions(data);
  return (
    <Page title="New training run" trail={<Link href={paths.runs}>Runs</Link>}>
      <UnfitPluginNotices />
      <QueryProblem error={error} onRetry={() => reload()} />
      {!data && !error && <Loading />}
      {data && versions.length === 0 && (
        <Empty>
          <p>No dataset version is ready to be trained on.</p>
          <Link href={paths.datasets}>Import one</Link>
        </Empty>
      )}
      <Permitted scope="TRAIN">{data && versions.length > 0 && <NewRunForm algorithms={data.algorithms} versions={versions} />}</Permitted>
    </Page>
  );
}
