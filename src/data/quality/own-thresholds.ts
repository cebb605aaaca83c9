import type { QualityFinding, QualityThreshold } from '../../domain/quality-report.ts';

/**
 * Gives findings the severity that a dataset's own thresholds say of their degree, or else their share; those below all of them are left out.
 * What has neither found no fault (outliers that are the mark of a class), and stays, unless the check is never to be told.
 */
export function byOwnThresholds<Finding extends QualityFinding>(findings: readonly Finding[], thresholds: readonly QualityThreshold[]): Finding[] {
  return findings.flatMap((finding) => {
    const own = thresholds.find(({ check }) => check === finding.check);
    if (own === undefined) return [finding];
    const levels = [['ERROR', own.error], ['WARNING', own.warning], ['INFO', own.info]] as const;
    const value = finding.degree ?? finding.share;
    if (value === undefined) return levels.every(([, level]) => level === null) ? [] : [finding];
    const reached = levels.find(([, level]) => level !== null && (level === 0 ? value > 0 : value >= level));
    return reached ? [{ ...finding, severity: reached[0] }] : [];
  });
}
