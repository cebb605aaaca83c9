import { Link } from 'wouter';
import { graphql } from '../gql';
import type { RunRowFragment } from '../gql/graphql';
import { paths } from '../paths';
import { metric } from '../text/format';
import { partDone, ProgressBar } from './progress-bar';
import { StateBadge } from './state-badge';
import { Ago, Elapsed } from './time';

export const runRowFragment = graphql(`
  fragment RunRow on TrainingRun {
    id
    name
    state
    algorithm {
      key
      name
    }
    datasetVersion {
      id
      number
      dataset {
        id
        name
      }
    }
    progress {
      ...Progress
    }
    latestMetrics {
      name
      value
    }
    createdAt
    startedAt
    finishedAt
  }
`);

export function RunRows({ runs }: { runs: readonly RunRowFragment[] }) {
  return (
    <div className="card table-card">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" className="wide">
              Dataset
            </th>
            <th scope="col">State</th>
            <th scope="col" className="grows">
              Progress
            </th>
            <th scope="col" className="number">
              Loss
            </th>
            <th scope="col" className="wide">
              Started
            </th>
            <th scope="col" className="wide number">
              Duration
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run }: { run: RunRowFragment }) {
  const { dataset, number } = run.datasetVersion;
  return (
    <tr>
      <th scope="row">
        <Link href={paths.run(run.id)}>{run.name}</Link>
        <small>{run.algorithm.name}</small>
      </th>
      <td className="wide">
        <Link href={paths.datasetVersion(run.datasetVersion.id)}>
          {dataset.name} <span className="muted">v{number}</span>
        </Link>
      </td>
      <td>
        <StateBadge state={run.state} />
      </td>
      <td className="grows">
        <ProgressBar value={partDone(run.progress)} label={`Progress of ${run.name}`} />
        <small>
          {run.progress.epoch} of {run.progress.epochs} epochs
        </small>
      </td>
      <td className="number">{lastLoss(run)}</td>
      <td className="wide">
        <Ago time={run.startedAt ?? run.createdAt} />
      </td>
      <td className="wide number">{run.startedAt ? <Elapsed start={run.startedAt} end={run.finishedAt} /> : '–'}</td>
    </tr>
  );
}

/** The test split's where it was measured, else validation's, else training's. */
export function lastLoss({ latestMetrics }: Pick<RunRowFragment, 'latestMetrics'>): string {
  for (const name of ['test/loss', 'validation/loss', 'train/loss']) {
    const found = latestMetrics.find((candidate) => candidate.name === name);
    if (found) return metric(found.value);
  }
  return '–';
}
