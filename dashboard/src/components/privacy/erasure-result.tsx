import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { ErasureFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count } from '../../text/format';
import { Facts } from '../facts';
import { ProgressBar } from '../progress-bar';
import { StateBadge } from '../state-badge';

export const erasureFragment = graphql(`
  fragment Erasure on Erasure {
    id
    dryRun
    state
    progress
    failure
    samples
    generations
    feedback
    actor
    createdAt
    datasetVersions {
      id
      number
      dataset {
        name
      }
    }
    modelVersions {
      id
      number
      model {
        name
      }
    }
  }
`);

/** How far an erasure is, what it took, and which models were trained with it. */
export function ErasureResult({ erasure }: { erasure: ErasureFragment }) {
  const { dryRun, state, progress, failure, datasetVersions, modelVersions } = erasure;
  const isCounted = state === 'SUCCEEDED' || progress > 0;
  return (
    <>
      <p>
        <StateBadge state={state} /> {dryRun ? 'What would go' : 'What went'}
      </p>
      {state !== 'SUCCEEDED' && state !== 'FAILED' && <ProgressBar value={progress} label="How far the erasure is" />}
      {failure && <p className="notice notice-bad">{failure}</p>}
      {isCounted && (
        <Facts
          facts={[
            ['Samples', count(erasure.samples)],
            ['Generations', count(erasure.generations)],
            ['Feedback', count(erasure.feedback)],
            [dryRun ? 'Versions to write anew' : 'Versions written anew', datasetVersions.length === 0 ? 'none' : <Links items={datasetVersions.map(({ id, number, dataset }) => [paths.datasetVersion(id), `${dataset.name} v${number}`])} />],
            ['Models trained with them', modelVersions.length === 0 ? 'none' : <Links items={modelVersions.map(({ id, number, model }) => [paths.modelVersion(id), `${model.name} v${number}`])} />],
          ]}
        />
      )}
      {!dryRun && state === 'SUCCEEDED' && modelVersions.length > 0 && (
        <p className="muted">What these models have learned stays in them: train again on the versions that were written anew, and let the new model versions take their place.</p>
      )}
    </>
  );
}

function Links({ items }: { items: readonly (readonly [path: string, text: string])[] }) {
  return (
    <>
      {items.map(([path, text], index) => (
        <span key={path}>
          {index > 0 && ', '}
          <Link href={path}>{text}</Link>
        </span>
      ))}
    </>
  );
}
