import type { QualityFinding, QualityThreshold } from '../../domain/quality-report.ts';

/**
 * Gives findings the severity that a dataset's own thresholds say; those below all of them are left out. Findings that are no
 * share of anything (an imbalance, too few samples) keep theirs, unless the check is never to be told.
 */
export function byOwnThresholds<Finding extends QualityFinding>(findings: readonly Finding[], thresholds: readonly QualityThreshold[]): Finding[] {
  return findings.flatMap((finding) => {
    const own = thresholds.find(({ check }) => check === finding.check);
    if (own === undefined) return [finding];
    const levels = [['ERROR', own.error], ['WARNING', own.warning], ['INFO', own.info]] as const;
    if (finding.share === undefined) return levels.every(([, level]) => level === null) ? [] : [finding];
    const { share } = finding;
    const reached = levels.find(([, level]) => level !== null && (level === 0 ? share > 0 : share >= level));
    return reached ? [{ ...finding, severity: reached[0] }] : [];
  });
}
