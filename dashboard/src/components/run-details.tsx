import { Link } from 'wouter';
import { graphql } from '../gql';
import type { RunDetailsFragment } from '../gql/graphql';
import type { RunHistory } from '../live/run-history';
import { paths } from '../paths';
import { backendName, bytes, count, spaced, words } from '../text/format';
import { Facts } from './facts';
import { Section } from './section';
import { Ago } from './time';

export const runDetailsFragment = graphql(`
  fragment RunDetails on TrainingRun {
    hyperparameters
    algorithm {
      key
      hyperparameters {
        name
      }
    }
    seed
    precision
    initialModelVersion {
      id
      number
      model {
        id
        name
      }
    }
    createdAt
    compute {
      ...Compute
    }
  }
`);

/** What a run was started with, where it computes, and what it has saved. */
export function RunDetails({ run, checkpoints }: { run: RunDetailsFragment; checkpoints: RunHistory['checkpoints'] }) {
  const { compute, initialModelVersion: initial } = run;
  const values = new Map(Object.entries(run.hyperparameters ?? {}));
  const newest = checkpoints.at(-1);
  return (
    <Section title="Details">
      <Facts
        facts={[
          ...run.algorithm.hyperparameters.map(({ name }) => [spaced(name), values.has(name) ? shown(values.get(name)) : null] as const),
          ['Seed', count(run.seed)],
          ['Goes on from', initial && <Link key="initial" href={paths.modelVersion(initial.id)}>{`${initial.model.name} v${initial.number}`}</Link>],
          ['Precision', run.precision === 'MIXED' ? 'Mixed (16 and 32 bits)' : 'float32'],
          ['Computes with', compute && `${backendName(compute.backend)} ${compute.libraryVersion ?? ''}`],
          ['On', compute && compute.devices.map(({ name }) => name).join(', ')],
          ['Checkpoints', newest ? `${checkpoints.length}, newest at step ${count(newest.step)} (${bytes(newest.sizeBytes)})` : null],
          ['Created', <Ago key="created" time={run.createdAt} />],
        ]}
      />
    </Section>
  );
}

function shown(value: unknown): string {
  // A choice's value is a constant.
  if (typeof value === 'string') return /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(value) ? words(value) : value;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
