import { Link } from 'wouter';
import type { QualityFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, samplesInWords, smallShare, words } from '../../text/format';
import { queryOf } from '../samples/sample-view';
import { SeverityBadge } from './severity-badge';

type QualityFinding = QualityFragment['findings'][number];

/** What one check found: how bad, how many, what would mend it, and some of the samples. */
export function Finding({ versionId, finding }: { versionId: string; finding: QualityFinding }) {
  const { check, severity, count: samples, share, lookedAt, message, suggestion, examples } = finding;
  return (
    <li>
      <SeverityBadge severity={severity} />
      <div>
        <strong>{words(check)}</strong>{' '}
        <span className="muted">
          {samplesInWords(samples)}
          {share !== null && `, ${smallShare(share)}`}
          {lookedAt !== null && ` of ${count(lookedAt)} looked at`}
        </span>
        <p>{message}</p>
        {suggestion && <p className="muted">Mended by: {words(suggestion).toLowerCase()}</p>}
        {examples.length > 0 && (
          <p className="finding-samples">
            <Link href={paths.samples(versionId, queryOf({ check }))} aria-label={`Show the samples of ${words(check).toLowerCase()}`}>
              Show the samples
            </Link>{' '}
            <span className="muted">
              for example{' '}
              {examples.slice(0, MOST_EXAMPLES).map(({ position, detail }) => (
                <Link key={position} href={paths.samples(versionId, queryOf({ check, sample: position }))} title={detail ?? undefined}>
                  {count(position)}
                </Link>
              ))}
            </span>
          </p>
        )}
      </div>
    </li>
  );
}

const MOST_EXAMPLES = 5;
