import { Link } from 'wouter';
import { useQuery } from 'urql';
import { ModelEvaluations } from '../components/evaluation/model-evaluations';
import { Facts } from '../components/facts';
import { ModelFiles } from '../components/model-files';
import { Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { Satisfaction } from '../components/satisfaction';
import { Section } from '../components/section';
import { SetProduction } from '../components/set-production';
import { Ago } from '../components/time';
import { graphql } from '../gql';
import { paths } from '../paths';
import { bytes, count, metric } from '../text/format';
import { NotFoundPage } from './not-found-page';

const ModelVersion = graphql(`
  query ModelVersion($id: ID!) {
    node(id: $id) {
      __typename
      ... on ModelVersion {
        id
        number
        aliases
        parameterCount
        sizeBytes
        createdAt
        containsErasedData
        model {
          id
          name
          production: version(alias: "production") {
            id
          }
        }
        trainingRun {
          id
          name
          datasetVersion {
            id
            number
            dataset {
              id
              name
            }
          }
        }
        metrics {
          name
          value
        }
        files {
          ...ModelFile
        }
        feedbackSummary {
          ...FeedbackSummary
        }
      }
    }
  }
`);

export function ModelVersionPage({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: ModelVersion, variables: { id } });
  const version = data?.node?.__typename === 'ModelVersion' ? data.node : null;
  if (data && !version) return <NotFoundPage />;
  if (!version) return <Page title="Model version">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const { model, number, aliases, trainingRun: run } = version;
  const trail = (
    <>
      <Link href={paths.models}>Models</Link> · <Link href={paths.model(model.id)}>{model.name}</Link>
    </>
  );
  const badges = aliases.map((alias) => (
    <span key={alias} className="badge badge-good">
      {alias}
    </span>
  ));
  const actions = (
    <>
      <Permitted scope="TRAIN">
        {!aliases.includes('production') && (
          <SetProduction modelId={model.id} modelVersionId={id} expected={model.production?.id ?? null} onSet={() => reload({ requestPolicy: 'network-only' })} />
        )}
      </Permitted>
      <Permitted scope="GENERATE">
        <Link href={paths.generateWith(id)} className="button button-primary">
          Generate
        </Link>
      </Permitted>
    </>
  );
  return (
    <Page title={`${model.name} v${number}`} trail={trail} badge={badges} actions={actions}>
      {version.containsErasedData && <p className="notice">Trained on samples of a person who was erased since. Train again on the same dataset version, and let the new model version take its place.</p>}
      <Section title="Measured on the test split">
        {version.metrics.length === 0 && <p className="muted">Nothing: the split is empty, or could not be measured. The training run's log says why.</p>}
        <Facts facts={version.metrics.map(({ name, value }) => [name, metric(value)] as const)} />
      </Section>
      <div className="two-columns">
        <Section title="Feedback">
          <Satisfaction summary={version.feedbackSummary} />
        </Section>
        <Section title="Details">
          <Facts
            facts={[
              ['Training run', run && <Link href={paths.run(run.id)}>{run.name}</Link>],
              ['Learned from', run && <Link href={paths.datasetVersion(run.datasetVersion.id)}>{`${run.datasetVersion.dataset.name} v${run.datasetVersion.number}`}</Link>],
              ['Parameters', count(version.parameterCount)],
              ['Size', bytes(version.sizeBytes)],
              ['Made', <Ago key="made" time={version.createdAt} />],
            ]}
          />
        </Section>
      </div>
      <ModelEvaluations modelVersionId={id} learnedFromId={run?.datasetVersion.id ?? null} />
      <ModelFiles files={version.files} />
    </Page>
  );
}
