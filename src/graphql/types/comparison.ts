import { compareStored, type StoredComparison } from '../../domain/evaluations/compare-stored.ts';
import { type ClassComparison, type ComparisonMethod, comparisonMethods, type MetricComparison, type PairedOutcomes, type Verdict, verdicts } from '../../domain/evaluations/comparison.ts';
import { verdictInWords } from '../../domain/evaluations/verdict-in-words.ts';
import { Evaluation } from '../../domain/entities/evaluation.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { EvaluationNode } from '../refs.ts';
import { BetterType } from './evaluated-metric.ts';

const read = { authScopes: { scope: ['READ' as const] } };

const methods: Readonly<Record<ComparisonMethod, string>> = {
  MC_NEMAR: "Shares of samples that are right: McNemar's mid-p test, and the interval of Bonett & Price (2012).",
  BOOTSTRAP: 'Others: the paired bootstrap, 5,000 resamples of the split, the same for both; percentile interval.',
  NONE: 'One of both models scores no single samples, or not the same ones.',
};

const ComparisonMethodType = builder.enumType('ComparisonMethod', {
  description: 'How chance was told from difference.',
  values: Object.fromEntries(comparisonMethods.map((method) => [method, { value: method, description: methods[method] }])),
});

const meanings: Readonly<Record<Verdict, string>> = {
  BETTER: 'Than the baseline: p < 0.05.',
  WORSE: 'Than the baseline: p < 0.05.',
  UNDECIDED: 'What differs may be chance.',
  UNTESTED: 'Nothing was tested, or nobody says which way is better.',
};

const VerdictType = builder.enumType('Verdict', {
  description: 'What came of a comparison.',
  values: Object.fromEntries(verdicts.map((verdict) => [verdict, { value: verdict, description: meanings[verdict] }])),
});

const PairedOutcomesType = builder.objectRef<PairedOutcomes>('PairedOutcomes').implement({
  ...read,
  description: 'On how many samples either model is right.',
  fields: (t) => ({
    bothRight: t.exposeInt('bothRight'),
    onlyThis: t.exposeInt('onlyThis', { description: 'The evaluated model alone is right.' }),
    onlyBaseline: t.exposeInt('onlyBaseline'),
    bothWrong: t.exposeInt('bothWrong'),
  }),
});

const MetricComparisonType = builder.objectRef<MetricComparison & { readonly of: StoredComparison }>('MetricComparison').implement({
  ...read,
  description: 'A metric of both models.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'accuracy, bleu, …' }),
    value: t.exposeFloat('value'),
    baseline: t.exposeFloat('baseline'),
    difference: t.exposeFloat('difference', { description: 'value less baseline.' }),
    low: t.exposeFloat('low', { nullable: true, description: '95 % interval of the difference.' }),
    high: t.exposeFloat('high', { nullable: true }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Two-sided: how probable a difference as large would be between equal models.' }),
    method: t.field({ type: ComparisonMethodType, resolve: ({ method }) => method }),
    better: t.field({ type: BetterType, nullable: true, resolve: ({ better }) => better }),
    verdict: t.field({ type: VerdictType, resolve: ({ verdict }) => verdict }),
    sentence: t.string({ description: 'The verdict in words.', resolve: (metric) => verdictInWords(metric, metric.of.names, metric.of.sampleCount) }),
    outcomes: t.field({ type: PairedOutcomesType, nullable: true, description: 'Of shares.', resolve: ({ outcomes }) => outcomes }),
  }),
});

const ClassComparisonType = builder.objectRef<ClassComparison>('ClassComparison').implement({
  ...read,
  description: 'How a class is found by both models: the share of its samples that are taken for it.',
  fields: (t) => ({
    label: t.exposeString('label'),
    support: t.exposeInt('support', { description: 'Samples of the class.' }),
    recall: t.exposeFloat('recall'),
    baseline: t.exposeFloat('baseline'),
    difference: t.exposeFloat('difference'),
    low: t.exposeFloat('low', { description: '95 % interval of the difference, of this class by itself.' }),
    high: t.exposeFloat('high'),
    pValue: t.exposeFloat('pValue', { description: "McNemar's mid-p, of this class by itself." }),
    adjustedPValue: t.exposeFloat('adjustedPValue', { description: 'Adjusted for looking at all classes at once (Holm 1979); the verdict goes by it.' }),
    verdict: t.field({ type: VerdictType, resolve: ({ verdict }) => verdict }),
    outcomes: t.field({ type: PairedOutcomesType, resolve: ({ outcomes }) => outcomes }),
  }),
});

const ComparisonType = builder.objectRef<StoredComparison & { readonly baseline: Evaluation }>('Comparison').implement({
  ...read,
  description: 'A model version beside another one, on the same samples.',
  fields: (t) => ({
    baseline: t.field({ type: EvaluationNode, resolve: ({ baseline }) => baseline.id }),
    sampleCount: t.exposeInt('sampleCount', { description: 'Samples that both have scores of; 0 where there are none.' }),
    metrics: t.field({ type: [MetricComparisonType], description: 'Those that both have; the first one is what the model is judged by.', resolve: (of) => of.metrics.map((metric) => ({ ...metric, of })) }),
    classes: t.field({ type: [ClassComparisonType], description: 'Of classifiers; the class that lost most first.', resolve: ({ classes }) => [...classes] }),
  }),
});

builder.objectField(EvaluationNode, 'comparedWith', (t) =>
  t.field({
    type: ComparisonType,
    description: 'This evaluation beside one of another model version on the same split of the same dataset version. Read from what was stored: the same each time, in time that grows with the samples (50 ms for 20,000).',
    args: { evaluationId: t.arg.id({ required: true, description: 'The baseline.' }) },
    resolve: async (evaluation, { evaluationId }, context) => {
      const [baseline] = await findOwn(context.em, Evaluation, callerOf(context).projectId, [localId('Evaluation', evaluationId)]);
      if (!baseline) throw graphqlError('NOT_FOUND', 'There is no evaluation with this id.');
      return { ...(await orGraphqlError(() => compareStored(context.evaluations, evaluation, baseline))), baseline };
    },
  }),
);
