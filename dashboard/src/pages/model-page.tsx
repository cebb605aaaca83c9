import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { AliasHistory } from '../components/alias-history';
import { PastExperiments } from '../components/experiment/past-experiments';
import { RunningExperiment } from '../components/experiment/running-experiment';
import { Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { Satisfaction } from '../components/satisfaction';
import { Section } from '../components/section';
import { Ago } from '../components/time';
import { StartExperimentForm } from '../forms/start-experiment-form';
import { graphql } from '../gql';
import type { FlywheelCycleState } from '../gql/graphql';
import { paths } from '../paths';
import { count, metric, share, words } from '../text/format';
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
        feedbackAgreement {
          agreement
          alpha
        }
        reviewQueue {
          waiting
        }
        flywheelPolicy {
          id
          enabled
          cycles(first: 1) {
            edges {
              node {
                id
                number
                state
              }
            }
          }
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
  const versions = model.versions.edges.map(({ node }) => node);
  const candidates = versions.filter(({ aliases }) => !aliases.includes('production'));
  const canStart = !model.runningExperiment && candidates.length > 0 && candidates.length < versions.length;
  const { agreement, alpha } = model.feedbackAgreement;
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
            {versions.map(({ id: versionId, number, aliases, metrics, createdAt }) => (
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
      <Permitted scope="TRAIN">{canStart && <StartExperimentForm modelId={model.id} candidates={candidates} onStart={refresh} />}</Permitted>
      <div className="two-columns">
        <Section title="Feedback">
          <Satisfaction summary={model.feedbackSummary} />
          {agreement !== null && (
            <p className="muted">
              People who were asked the same agree in {share(agreement)} of pairs{alpha !== null && ` (Krippendorff's alpha ${alpha.toFixed(2)})`}.
            </p>
          )}
          <Permitted scope="REVIEW">
            <p>
              <Link href={paths.review(id)}>Review</Link> <span className="muted">{count(model.reviewQueue.waiting)} waiting</span>
            </p>
          </Permitted>
          <p>
            <Link href={paths.flywheel(id)}>Flywheel</Link> <span className="muted">{wheelInWords(model.flywheelPolicy)}</span>
          </p>
          <p>
            <Link href={paths.insights(id)}>Insights</Link> <span className="muted">costs, satisfaction, what more data is worth</span>
          </p>
        </Section>
        <AliasHistory modelId={model.id} changes={model.aliasHistory} onChange={refresh} />
      </div>
      <PastExperiments experiments={model.experiments.edges.flatMap(({ node }) => (node.state === 'RUNNING' ? [] : node))} />
    </Page>
  );
}

interface Wheel {
  readonly enabled: boolean;
  readonly cycles: { readonly edges: readonly { readonly node: { readonly number: number; readonly state: FlywheelCycleState } }[] };
}

function wheelInWords(policy: Wheel | null): string {
  if (!policy) return 'no policy';
  const newest = policy.cycles.edges[0]?.node;
  const cycle = newest ? `cycle ${newest.number}: ${words(newest.state).toLowerCase()}` : 'no cycle yet';
  return policy.enabled ? cycle : `paused, ${cycle}`;
}

function testLoss(metrics: readonly { readonly name: string; readonly value: number }[]): string {
  const found = metrics.find(({ name }) => name === 'test/loss');
  return found ? metric(found.value) : '–';
}
