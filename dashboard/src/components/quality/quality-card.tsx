import { graphql } from '../../gql';
import type { QualityFragment } from '../../gql/graphql';
import { words } from '../../text/format';
import { Section } from '../section';
import { Finding } from './finding';
import { bySeverity } from './severity-badge';

export const qualityFragment = graphql(`
  fragment Quality on QualityReport {
    verdict
    findings {
      check
      severity
      count
      share
      lookedAt
      message
      suggestion
      examples {
        position
        other
        detail
      }
    }
    cleaning {
      step
      count
      suggested
    }
  }
`);

interface QualityCardProps {
  readonly versionId: string;
  readonly quality: QualityFragment;
  /** Somebody let it be trained on all the same. */
  readonly overruled: boolean;
}

/** The quality report of a dataset version, gravest findings first. */
export function QualityCard({ versionId, quality: { verdict, findings }, overruled }: QualityCardProps) {
  const passed = verdict === 'PASSED';
  const refused = overruled ? 'Findings of severity error fail the verdict, which was overruled.' : 'May not be trained on: findings of severity error fail the verdict.';
  return (
    <Section title="Quality report" aside={<span className={`badge badge-${passed ? 'good' : 'bad'}`}>{words(verdict)}</span>}>
      <p className="muted">{passed ? 'May be trained on.' : refused}</p>
      {findings.length === 0 && <p>Nothing was found.</p>}
      <ul className="findings">
        {[...findings].sort(bySeverity).map((finding) => (
          <Finding key={`${finding.check} ${finding.message}`} versionId={versionId} finding={finding} />
        ))}
      </ul>
    </Section>
  );
}
