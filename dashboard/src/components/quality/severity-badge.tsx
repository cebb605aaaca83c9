import type { Severity } from '../../gql/graphql';
import { words } from '../../text/format';

const tones: Record<Severity, string> = { INFO: 'quiet', WARNING: 'warn', ERROR: 'bad' };
const order: Record<Severity, number> = { ERROR: 0, WARNING: 1, INFO: 2 };

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <span className={`badge badge-${tones[severity]}`}>{words(severity)}</span>;
}

/** Gravest first. */
export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number => order[a.severity] - order[b.severity];
