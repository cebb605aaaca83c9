import { type CleaningPreview, cleaningPreviews, cleaningSteps, type FoundSample, type QualityFinding, type QualityReport, qualityChecks, severities } from '../../domain/quality-report.ts';
import type { StoredVersionFiles } from '../../domain/samples.ts';
import { builder } from '../builder.ts';

/** With the version that it is about, whose samples it leads to. */
type OfVersion<T> = T & { readonly version: StoredVersionFiles };

const QualityVerdict = builder.enumType('QualityVerdict', { values: ['PASSED', 'FAILED'] as const, description: 'Whether a dataset version may be trained on.' });
export const QualityCheckType = builder.enumType('QualityCheck', { values: qualityChecks, description: 'What is looked for.' });
const Severity = builder.enumType('Severity', {
  description: 'How bad a finding is.',
  values: { INFO: { value: severities[0] }, WARNING: { value: severities[1] }, ERROR: { value: severities[2], description: 'Fails the verdict.' } },
});

export const CleaningStepType = builder.enumType('CleaningStep', {
  description: 'What cleaning does to the samples that the assessment found. Steps are taken in this order.',
  values: Object.fromEntries(cleaningSteps.map((step) => [step, { value: step, description: stepMeaning(step) }])),
});

function stepMeaning(step: (typeof cleaningSteps)[number]): string {
  switch (step) {
    case 'DROP_MISSING': return 'Takes away samples with missing values or without a label.';
    case 'IMPUTE_MISSING': return 'Missing numbers become the median of TRAIN, categories its most frequent value.';
    case 'DROP_DUPLICATES': return 'Of equal samples of one split and label, keeps the first.';
    case 'DROP_NEAR_DUPLICATES': return 'Of nearly equal samples, keeps the first.';
    case 'DROP_CONFLICTING_LABELS': return 'Takes away equal samples of different labels.';
    case 'DROP_MISLABELED': return 'Takes away samples whose label is probably wrong.';
    case 'DROP_LEAKED': return 'Takes away samples of VALIDATION and TEST that have a copy in an earlier split.';
    case 'DROP_OUTLIERS': return 'Takes away samples far from all others.';
    case 'DROP_CORRUPT': return 'Takes away damaged samples, and accepts that those which could not be read are missing.';
    case 'DROP_RARE_CLASSES': return 'Takes away classes that TRAIN has too few samples of.';
    case 'REDACT_PERSONAL_DATA': return 'Replaces personal data by what it is, such as [e-mail]; cards and ids in columns of numbers become missing.';
  }
}

export const FoundSampleType = builder.objectRef<OfVersion<FoundSample>>('FoundSample').implement({
  description: 'A sample that a finding is about.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the version, from 0.' }),
    other: t.int({ nullable: true, description: 'The sample that it is compared with: of what it is a copy, for example.', resolve: ({ other }) => other ?? null }),
    detail: t.string({ nullable: true, description: 'What was found in it.', resolve: ({ detail }) => detail ?? null }),
  }),
});

const CleaningPreviewType = builder.objectRef<CleaningPreview>('CleaningPreview').implement({
  description: 'What a cleaning step, taken alone, would do.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    step: t.field({ type: CleaningStepType, resolve: ({ step }) => step }),
    count: t.exposeInt('count', { description: 'Samples that it would take away or change.' }),
    suggested: t.int({ nullable: true, description: 'Of them, those of the findings that suggest the step: what cleaning without `steps` concerns. Null where no finding suggests it.', resolve: ({ suggested }) => suggested ?? null }),
  }),
});

const QualityFindingType = builder.objectRef<OfVersion<QualityFinding>>('QualityFinding').implement({
  description: 'Something that a check found.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    check: t.field({ type: QualityCheckType, resolve: (finding) => finding.check }),
    severity: t.field({ type: Severity, resolve: (finding) => finding.severity }),
    count: t.exposeInt('count', { description: 'Samples concerned.' }),
    share: t.float({ nullable: true, description: 'Of what the message names, 0 to 1.', resolve: ({ share }) => share ?? null }),
    degree: t.float({
      nullable: true,
      description:
        "What a dataset's own thresholds are held against, 0 to 1: the share; of CLASS_IMBALANCE 1 less smallest class to largest (0.9 at 10 : 1); of EMPTY_CLASSES the share of classes; of TOO_FEW_SAMPLES the share that is lacking of 1,000 samples to train on, of 100 to measure on, of 20 of a class, of 100,000 characters of a continuous text; of DRIFT in columns and classes the share of these that are new, gone or of another type. Null where nothing is wrong.",
      resolve: ({ degree, share }) => degree ?? share ?? null,
    }),
    lookedAt: t.int({ nullable: true, description: 'Samples that were looked at, where not all of them were, since the check is dear: count and share are of these. Null where all were.', resolve: ({ lookedAt }) => lookedAt ?? null }),
    message: t.exposeString('message'),
    suggestion: t.field({ type: CleaningStepType, nullable: true, description: 'The cleaning step that would mend it.', resolve: ({ suggestion }) => suggestion ?? null }),
    examples: t.field({ type: [FoundSampleType], description: 'Up to ten of the samples, the worst first.', resolve: ({ examples, version }) => (examples ?? []).map((example) => ({ ...example, version })) }),
  }),
});

export const QualityReportType = builder.objectRef<OfVersion<QualityReport>>('QualityReport').implement({
  description: 'What the quality gate found.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    verdict: t.field({ type: QualityVerdict, resolve: (report) => report.verdict }),
    findings: t.field({ type: [QualityFindingType], resolve: ({ findings, version }) => findings.map((finding) => ({ ...finding, version })) }),
    cleaning: t.field({ type: [CleaningPreviewType], description: 'The steps that would do something, and to how many samples.', resolve: cleaningPreviews }),
  }),
});
