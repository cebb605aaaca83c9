import type { ResultOf } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useQuery } from 'urql';
import { GenerationResult } from '../components/generation-result';
import { Empty, Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { RecentGenerations } from '../components/recent-generations';
import { RequiresScope } from '../components/requires-scope';
import { PromptForm, type Generated } from '../forms/prompt-form';
import { graphql } from '../gql';
import { paths } from '../paths';

const Choices = graphql(`
  query GenerateChoices($wanted: ID!, $isWanted: Boolean!) {
    node(id: $wanted) @include(if: $isWanted) {
      __typename
      ...ModelVersionChoice
    }
    models(first: 50) {
      edges {
        node {
          id
          versions(first: 5) {
            edges {
              node {
                ...ModelVersionChoice
              }
            }
          }
        }
      }
    }
  }
`);

export const modelVersionChoiceFragment = graphql(`
  fragment ModelVersionChoice on ModelVersion {
    id
    number
    aliases
    model {
      id
      name
    }
  }
`);

/** The version that a link asked for, and the newest of each model. */
function versionsIn(data: ResultOf<typeof Choices> | undefined): { id: string; name: string }[] {
  const newest = (data?.models.edges ?? []).flatMap(({ node }) => node.versions.edges.map((edge) => edge.node));
  const wanted = data?.node?.__typename === 'ModelVersion' ? [data.node] : [];
  const others = newest.filter(({ id }) => id !== wanted[0]?.id);
  return [...wanted, ...others].map(({ id, model, number, aliases }) => ({ id, name: [`${model.name} v${number}`, ...aliases].join(' · ') }));
}

export function GeneratePage() {
  const wanted = new URLSearchParams(useSearch()).get('model-version');
  const [{ data, error }, reload] = useQuery({ query: Choices, variables: { wanted: wanted ?? '', isWanted: wanted !== null } });
  const [chosen, setChosen] = useState<string | null>(null);
  const [generated, setGenerated] = useState<Generated | null>(null);
  const versions = versionsIn(data);
  const versionId = chosen ?? versions[0]?.id;
  return (
    <Page title="Generate">
      <QueryProblem error={error} onRetry={() => reload()} />
      {!data && !error && <Loading />}
      {data && versions.length === 0 && (
        <Empty>
          <p>No model versions yet. A training run that succeeds makes one.</p>
          <Permitted scope="TRAIN">
            <Link href={paths.newRun}>Start a run</Link>
          </Permitted>
        </Empty>
      )}
      {versionId !== undefined && versions.length > 0 && (
        <RequiresScope scope="GENERATE" what="Generating">
          <div className="generate">
            <PromptForm versions={versions} versionId={versionId} onVersion={setChosen} onGenerated={setGenerated} />
            {generated ? (
              <GenerationResult key={generated.id} id={generated.id} expected={generated.expected} labels={generated.labels} />
            ) : (
              <Empty>What the model makes appears here.</Empty>
            )}
          </div>
        </RequiresScope>
      )}
      {versions.length > 0 && <RecentGenerations />}
    </Page>
  );
}
