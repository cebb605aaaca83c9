import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useQuery } from 'urql';
import { GenerationResult } from '../components/generation-result';
import { Empty, Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { RecentGenerations } from '../components/recent-generations';
import { PromptForm, type Generated } from '../forms/prompt-form';
import { graphql } from '../gql';
import { paths } from '../paths';

const Choices = graphql(`
  query GenerateChoices {
    models(first: 50) {
      edges {
        node {
          id
          name
          versions(first: 10) {
            edges {
              node {
                id
                number
                aliases
              }
            }
          }
        }
      }
    }
  }
`);

export function GeneratePage() {
  const wanted = new URLSearchParams(useSearch()).get('model-version');
  const [{ data, error }, reload] = useQuery({ query: Choices });
  const [chosen, setChosen] = useState(wanted);
  const [generated, setGenerated] = useState<Generated | null>(null);
  const versions = (data?.models.edges ?? []).flatMap(({ node: { name, versions: ofModel } }) =>
    ofModel.edges.map(({ node: { id, number, aliases } }) => ({ id, name: [`${name} v${number}`, ...aliases].join(' · ') })),
  );
  const versionId = chosen ?? versions[0]?.id;
  return (
    <Page title="Generate">
      <QueryProblem error={error} onRetry={() => reload()} />
      {!data && !error && <Loading />}
      {data && versions.length === 0 && (
        <Empty>
          <p>No model versions yet. A training run that succeeds makes one.</p>
          <Link href={paths.newRun}>Start a run</Link>
        </Empty>
      )}
      {versionId !== undefined && versions.length > 0 && (
        <div className="generate">
          <PromptForm versions={versions} versionId={versionId} onVersion={setChosen} onGenerated={setGenerated} />
          {generated ? (
            <GenerationResult key={generated.id} id={generated.id} expected={generated.expected} labels={generated.labels} />
          ) : (
            <Empty>What the model makes appears here.</Empty>
          )}
        </div>
      )}
      {versions.length > 0 && <RecentGenerations />}
    </Page>
  );
}
