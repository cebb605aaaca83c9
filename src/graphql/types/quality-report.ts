import { type QualityFinding, type QualityReport, qualityChecks, severities } from '../../domain/quality-report.ts';
import { builder } from '../builder.ts';

const QualityVerdict = builder.enumType('QualityVerdict', { values: ['PASSED', 'FAILED'] as const, description: 'Whether a dataset version may be trained on.' });
const QualityCheck = builder.enumType('QualityCheck', { values: qualityChecks, description: 'What is looked for.' });
const Severity = builder.enumType('Severity', {
  description: 'How bad a finding is.',
  values: { INFO: { value: severities[0] }, WARNING: { value: severities[1] }, ERROR: { value: severities[2], description: 'Fails the verdict.' } },
});

const QualityFindingType = builder.objectRef<QualityFinding>('QualityFinding').implement({
  description: 'Something that a check found.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    check: t.field({ type: QualityCheck, resolve: (finding) => finding.check }),
    severity: t.field({ type: Severity, resolve: (finding) => finding.severity }),
    count: t.exposeInt('count', { description: 'Samples concerned.' }),
    message: t.exposeString('message'),
  }),
});

export const QualityReportType = builder.objectRef<QualityReport>('QualityReport').implement({
  description: 'What the quality gate found.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    verdict: t.field({ type: QualityVerdict, resolve: (report) => report.verdict }),
    findings: t.field({ type: [QualityFindingType], resolve: (report) => [...report.findings] }),
  }),
});
