import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { AliasHistory } from '../components/alias-history';
import { PastExperiments } from '../components/experiment/past-experiments';
import { RunningExperiment } from '../components/experiment/running-experiment';
import { Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { Satisfaction } from '../components/satisfaction';
import { Section } from '../components/section';
import { Ago } from '../components/time';
import { graphql } from '../gql';
import { paths } from '../paths';
import { metric } from '../text/format';
import { NotFoundPage } from './not-found-page';

const Model = graphql(`
  query Model($id: ID!) {
    node(id: $id) {
      __typename
      ... on Model {
        id
        name
        algorithm {
          key
          name
        }
        versions(first: 100) {
          edges {
            node {
              id
              number
              aliases
              createdAt
              metrics {
                name
                value
              }
            }
          }
        }
        aliasHistory {
          ...AliasChange
        }
        feedbackSummary {
          ...FeedbackSummary
        }
        runningExperiment {
          ...RunningExperiment
        }
        experiments(first: 10) {
          edges {
            node {
              ...PastExperiment
            }
          }
        }
      }
    }
  }
`);

export function ModelPage({ id }: { id: string }) {
  const [{ data, error }, reload] = usePolledQuery({ query: Model, variables: { id } }, 5);
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const model = data?.node?.__typename === 'Model' ? data.node : null;
  if (data && !model) return <NotFoundPage />;
  if (!model) return <Page title="Model">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  return (
    <Page title={model.name} trail={<Link href={paths.models}>Models</Link>} badge={<small className="muted">{model.algorithm.name}</small>}>
      <div className="card table-card">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Aliases</th>
              <th scope="col" className="number">
                Test loss
              </th>
              <th scope="col">Made</th>
            </tr>
          </thead>
          <tbody>
            {model.versions.edges.map(({ node: { id: versionId, number, aliases, metrics, createdAt } }) => (
              <tr key={versionId}>
                <th scope="row">
                  <Link href={paths.modelVersion(versionId)}>Version {number}</Link>
                </th>
                <td>
                  {aliases.map((alias) => (
                    <span key={alias} className="badge badge-good">
                      {alias}
                    </span>
                  ))}
                </td>
                <td className="number">{testLoss(metrics)}</td>
                <td>
                  <Ago time={createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {model.runningExperiment && <RunningExperiment experiment={model.runningExperiment} onEnd={refresh} />}
      <div className="two-columns">
        <Section title="Feedback">
          <Satisfaction summary={model.feedbackSummary} />
        </Section>
        <AliasHistory modelId={model.id} changes={model.aliasHistory} onChange={refresh} />
      </div>
      <PastExperiments experiments={model.experiments.edges.flatMap(({ node }) => (node.state === 'RUNNING' ? [] : node))} />
    </Page>
  );
}

function testLoss(metrics: readonly { readonly name: string; readonly value: number }[]): string {
  const found = metrics.find(({ name }) => name === 'test/loss');
  return found ? metric(found.value) : '–';
}
