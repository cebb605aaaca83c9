import type { QualityFragment } from '../../gql/graphql';
import { samplesInWords, smallShare, words } from '../../text/format';
import { SeverityBadge } from './severity-badge';

type QualityFinding = QualityFragment['findings'][number];

/** What one check found: how bad, how many, what would mend it, and some of the samples. */
export function Finding({ finding }: { versionId: string; finding: QualityFinding }) {
  const { check, severity, count: samples, share, message, suggestion } = finding;
  return (
    <li>
      <SeverityBadge severity={severity} />
      <div>
        <strong>{words(check)}</strong>{' '}
        <span className="muted">
          {samplesInWords(samples)}
          {share !== null && `, ${smallShare(share)}`}
        </span>
        <p>{message}</p>
        {suggestion && <p className="muted">Mended by: {words(suggestion).toLowerCase()}</p>}
      </div>
    </li>
  );
}
