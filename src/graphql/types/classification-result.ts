import type { CalibrationBin, ClassificationResult, ClassResult, ConfusionCell, Interval } from '../../domain/evaluation-result.ts';
import { builder } from '../builder.ts';

const read = { authScopes: { scope: ['READ' as const] } };

export const IntervalType = builder.objectRef<Interval>('Interval').implement({
  ...read,
  description: 'A share with its 95 % interval (Wilson).',
  fields: (t) => ({ value: t.exposeFloat('value'), low: t.exposeFloat('low'), high: t.exposeFloat('high') }),
});

const ClassResultType = builder.objectRef<ClassResult>('ClassResult').implement({
  ...read,
  description: 'How well a class is told.',
  fields: (t) => ({
    label: t.exposeString('label'),
    support: t.exposeInt('support', { description: 'Samples of the class.' }),
    predicted: t.exposeInt('predicted', { description: 'Samples that were taken for it.' }),
    precision: t.field({ type: IntervalType, nullable: true, description: 'Of those taken for it, those that are.', resolve: ({ precision }) => precision }),
    recall: t.field({ type: IntervalType, nullable: true, description: 'Of those that are, those taken for it.', resolve: ({ recall }) => recall }),
    f1: t.exposeFloat('f1'),
  }),
});

const ConfusionCellType = builder.objectRef<ConfusionCell>('ConfusionCell').implement({
  ...read,
  description: 'How often samples of a class were taken for another, or for itself.',
  fields: (t) => ({ label: t.exposeString('label'), predicted: t.exposeString('predicted'), count: t.exposeInt('count') }),
});

const CalibrationBinType = builder.objectRef<CalibrationBin>('CalibrationBin').implement({
  ...read,
  description: 'Samples whose prediction was about as sure.',
  fields: (t) => ({
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high'),
    count: t.exposeInt('count'),
    confidence: t.exposeFloat('confidence', { description: 'Mean probability of what was predicted.' }),
    accuracy: t.exposeFloat('accuracy'),
  }),
});

export const ClassificationResultType = builder.objectRef<ClassificationResult>('ClassificationResult').implement({
  ...read,
  description: 'What an evaluation found of a model that classifies.',
  fields: (t) => ({
    accuracy: t.field({ type: IntervalType, resolve: ({ accuracy }) => accuracy }),
    classes: t.field({ type: [ClassResultType], resolve: ({ classes }) => [...classes] }),
    confusion: t.field({ type: [ConfusionCellType], description: 'Cells that are not 0, the most frequent first; at most 2,500.', resolve: ({ confusion }) => [...confusion] }),
    calibration: t.field({ type: [CalibrationBinType], description: 'Ten equal bins of probability; those without samples are left out.', resolve: ({ calibration }) => [...calibration] }),
    calibrationError: t.exposeFloat('calibrationError', { description: 'Mean distance between confidence and accuracy, weighed by samples (expected calibration error; Guo et al. 2017), 0 to 1.' }),
  }),
});
