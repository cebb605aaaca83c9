import { Link } from 'wouter';
import type { LineageStepFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { samplesInWords } from '../../text/format';
import { StateBadge } from '../state-badge';
import { Ago } from '../time';
import { VersionSource } from './version-source';

/** Versions one above the other, each with what it is made of. */
export function VersionSteps({ label, versions }: { label: string; versions: readonly LineageStepFragment[] }) {
  return (
    <ol className="lineage" aria-label={label}>
      {versions.map(({ id, number, status, sampleCount, createdAt, source, dataset }) => (
        <li key={id}>
          <p className="lineage-head">
            <Link href={paths.lineage(id)}>
              {dataset.name} v{number}
            </Link>{' '}
            <StateBadge state={status} />{' '}
            <span className="muted">
              {sampleCount !== null && `${samplesInWords(sampleCount)}, `}
              <Ago time={createdAt} />
            </span>
          </p>
          <VersionSource source={source} />
        </li>
      ))}
    </ol>
  );
}
