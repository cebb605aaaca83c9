import { graphql } from '../gql';
import type { QualityFragment, Severity } from '../gql/graphql';
import { count, words } from '../text/format';
import { Section } from './section';

export const qualityFragment = graphql(`
  fragment Quality on QualityReport {
    verdict
    findings {
      check
      severity
      count
      message
    }
  }
`);

const tones: Record<Severity, string> = { INFO: 'quiet', WARNING: 'warn', ERROR: 'bad' };
const order: Record<Severity, number> = { ERROR: 0, WARNING: 1, INFO: 2 };

/** The quality report of a dataset version, gravest findings first. */
export function QualityCard({ quality: { verdict, findings } }: { quality: QualityFragment }) {
  const passed = verdict === 'PASSED';
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  return (
    <Section title="Quality report" aside={<span className={`badge badge-${passed ? 'good' : 'bad'}`}>{words(verdict)}</span>}>
      <p className="muted">{passed ? 'May be trained on.' : 'May not be trained on: findings of severity error fail the verdict.'}</p>
      {sorted.length === 0 && <p>Nothing was found.</p>}
      <ul className="findings">
        {sorted.map(({ check, severity, count: samples, message }) => (
          <li key={`${check} ${message}`}>
            <span className={`badge badge-${tones[severity]}`}>{words(severity)}</span>
            <div>
              <strong>{words(check)}</strong> <span className="muted">{count(samples)} samples</span>
              <p>{message}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
