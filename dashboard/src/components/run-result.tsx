import { Link } from 'wouter';
import { graphql } from '../gql';
import type { RunResultFragment } from '../gql/graphql';
import { paths } from '../paths';
import { metric, roughly } from '../text/format';
import { Facts } from './facts';
import { Permitted } from './permitted';
import { Section } from './section';

export const runResultFragment = graphql(`
  fragment RunResult on ModelVersion {
    id
    number
    model {
      id
      name
    }
    metrics {
      name
      value
    }
    parameterCount
  }
`);

/** The model version that a run ended with. */
export function RunResult({ modelVersion }: { modelVersion: RunResultFragment }) {
  const { id, model, number, metrics, parameterCount } = modelVersion;
  return (
    <Section
      title="Result"
      className="result"
      aside={
        <Permitted scope="GENERATE">
          <Link href={paths.generateWith(id)} className="button button-primary">
            Generate
          </Link>
        </Permitted>
      }
    >
      <Facts
        facts={[
          ['Model version', <Link key="link" href={paths.modelVersion(id)}>{`${model.name} v${number}`}</Link>],
          ...metrics.map(({ name, value }) => [name, metric(value)] as const),
          ['Parameters', roughly(parameterCount)],
        ]}
      />
    </Section>
  );
}
