import { Link } from 'wouter';
import type { LineageRunsFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { StateBadge } from '../state-badge';
import { Ago } from '../time';

/** Runs that learned from versions, and the models that they made; nothing where there are none. */
export function LearnedModels({ versions }: { versions: readonly LineageRunsFragment[] }) {
  const runs = versions.flatMap(({ number, dataset, trainingRuns }) => trainingRuns.edges.map(({ node }) => ({ ...node, from: `${dataset.name} v${number}` })));
  const more = versions.some(({ trainingRuns }) => trainingRuns.pageInfo.hasNextPage);
  if (runs.length === 0) return <p className="muted">No run has learned from it.</p>;
  return (
    <div className="comparison">
      <table className="rows" aria-label="Runs">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Learned from</th>
            <th scope="col">State</th>
            <th scope="col">Model</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ id, name, state, createdAt, modelVersion, from }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={paths.run(id)}>{name}</Link>
                <small>
                  <Ago time={createdAt} />
                </small>
              </th>
              <td>{from}</td>
              <td>
                <StateBadge state={state} />
              </td>
              <td>
                {modelVersion ? (
                  <Link href={paths.modelVersion(modelVersion.id)}>
                    {modelVersion.model.name} v{modelVersion.number}
                    {modelVersion.aliases.length > 0 && ` (${modelVersion.aliases.join(', ')})`}
                  </Link>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more && <p className="muted">Of each version the ten newest runs.</p>}
    </div>
  );
}
