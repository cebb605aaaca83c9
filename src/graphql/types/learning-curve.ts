import type { PowerLaw } from '../../domain/data-studies/curve/power-law.ts';
import type { Estimate } from '../../domain/data-studies/curve/read-curve.ts';
import type { ClassCurve, CurvePlace, LearningCurveResult, MeasuredPoint } from '../../domain/data-studies/study-result.ts';
import { builder } from '../builder.ts';
import { BetterType } from './evaluated-metric.ts';

const read = { authScopes: { scope: ['READ'] } } as const;

export const EstimateType = builder.objectRef<Estimate>('Estimate').implement({
  description: 'A number with its 95 % interval.',
  ...read,
  fields: (t) => ({ value: t.exposeFloat('value'), low: t.exposeFloat('low'), high: t.exposeFloat('high') }),
});

const PowerLawType = builder.objectRef<PowerLaw>('PowerLaw').implement({
  description: 'error = limit + factor · samples^−exponent. The error is what is missing to 1 where more of the metric is better, else the metric itself.',
  ...read,
  fields: (t) => ({
    limit: t.exposeFloat('limit', { description: 'What no amount of data takes away.' }),
    factor: t.exposeFloat('factor'),
    exponent: t.exposeFloat('exponent'),
  }),
});

const MeasuredPointType = builder.objectRef<MeasuredPoint>('LearningCurvePoint').implement({
  description: 'What one run measured.',
  ...read,
  fields: (t) => ({ samples: t.exposeInt('samples', { description: 'That it learned from.' }), value: t.exposeFloat('value') }),
});

const CurvePlaceType = builder.objectRef<CurvePlace>('LearningCurvePlace').implement({
  description: 'A place of the fitted curve, with the interval that 95 % of measurements are to lie in.',
  ...read,
  fields: (t) => ({ samples: t.exposeInt('samples'), value: t.exposeFloat('value'), low: t.exposeFloat('low'), high: t.exposeFloat('high') }),
});

const meanings = {
  samples: 'Of the training split as it is.',
  law: 'Null where the amounts are too few.',
  doubled: 'What a run on twice the data will measure.',
} as const;

const ClassCurveType = builder.objectRef<ClassCurve>('ClassLearningCurve').implement({
  description: 'How the recall of a class grows with its samples, while those of all classes grow together.',
  ...read,
  fields: (t) => ({
    label: t.exposeString('label'),
    support: t.exposeInt('support', { description: 'Samples of the class that were measured on.' }),
    samples: t.exposeInt('samples', { description: meanings.samples }),
    points: t.field({ type: [MeasuredPointType], resolve: (curve) => [...curve.points] }),
    law: t.field({ type: PowerLawType, nullable: true, description: meanings.law, resolve: (curve) => curve.law }),
    doubled: t.field({ type: EstimateType, nullable: true, description: meanings.doubled, resolve: (curve) => curve.doubled }),
    thousandMore: t.field({ type: EstimateType, nullable: true, description: 'What 1,000 samples more of the class improve its recall by.', resolve: (curve) => curve.thousandMore }),
    overallGain: t.field({ type: EstimateType, nullable: true, description: 'What that improves the accuracy of all by.', resolve: (curve) => curve.overallGain }),
  }),
});

export const LearningCurveType = builder.objectRef<LearningCurveResult>('LearningCurve').implement({
  description: 'How much a model gains by data: a power law fitted to runs on nested parts of it.',
  ...read,
  fields: (t) => ({
    metric: t.exposeString('metric', { description: 'In full: test/accuracy.' }),
    better: t.field({ type: BetterType, resolve: (curve) => curve.better }),
    samples: t.exposeInt('samples', { description: meanings.samples }),
    points: t.field({ type: [MeasuredPointType], resolve: (curve) => [...curve.points] }),
    law: t.field({ type: PowerLawType, nullable: true, description: meanings.law, resolve: (curve) => curve.law }),
    doubled: t.field({ type: EstimateType, nullable: true, description: meanings.doubled, resolve: (curve) => curve.doubled }),
    thousandMore: t.field({ type: EstimateType, nullable: true, description: 'What 1,000 samples more improve the metric by, of all classes as they are mixed now.', resolve: (curve) => curve.thousandMore }),
    curve: t.field({ type: [CurvePlaceType], description: 'From the smallest amount that was measured to four times the data; the data as it is and its double are among the places.', resolve: (curve) => [...curve.curve] }),
    classes: t.field({ type: [ClassCurveType], description: 'Of classifiers, the class that gains most first; at most the 200 largest.', resolve: (curve) => [...curve.classes] }),
  }),
});
