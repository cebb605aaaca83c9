import type { Model } from '../../domain/entities/model.ts';
import { collectNext, newestStudy, type Suggestion, type SuggestionKind } from '../../domain/insights/collect-next.ts';
import { costsOfModel, type ModelCosts } from '../../domain/insights/costs.ts';
import { eventsOver, type InsightEvent, insightEventKinds } from '../../domain/insights/events.ts';
import { insightsPeriods, insightsRange, type InsightsRange } from '../../domain/insights/range.ts';
import { satisfactionOver, type SatisfactionPeriod } from '../../domain/insights/satisfaction.ts';
import { builder } from '../builder.ts';
import { chargeRows } from '../connection.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { DataStudyNode, ModelNode } from '../refs.ts';
import { Fault } from '../../domain/fault.ts';
import { CostType } from './cost.ts';
import { DecisionNumberType } from './decision-number.ts';

const read = { authScopes: { scope: ['READ'] } } as const;

const InsightsPeriodType = builder.enumType('InsightsPeriod', { values: insightsPeriods, description: 'Of what satisfaction is told: days and weeks of UTC, weeks from Monday on.' });
const InsightEventKindType = builder.enumType('InsightEventKind', { values: insightEventKinds, description: 'What happened to a model.' });
const SuggestionKindType = builder.enumType('SuggestionKind', {
  description: 'What a suggestion is about.',
  values: {
    CLASS: { description: 'Samples of a class.' },
    SOURCE: { description: 'Samples of a source.' },
    AGREEMENT: { description: 'A class that people disagree about: say what belongs to it first.' },
  } satisfies Record<SuggestionKind, { description: string }>,
});

const ModelCostsType = builder.objectRef<ModelCosts>('ModelCosts').implement({
  description: 'What a model cost.',
  ...read,
  fields: (t) => ({
    training: t.field({ type: CostType, resolve: (costs) => costs.training }),
    studies: t.field({ type: CostType, description: 'Runs of its data studies.', resolve: (costs) => costs.studies }),
    generations: t.field({ type: CostType, resolve: (costs) => costs.generations }),
  }),
});

const SatisfactionPeriodType = builder.objectRef<SatisfactionPeriod>('SatisfactionPeriod').implement({
  description: 'Ratings of a day or a week.',
  ...read,
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime' }),
    positive: t.exposeInt('positive'),
    negative: t.exposeInt('negative'),
    satisfaction: t.exposeFloat('satisfaction', { description: 'Share of positive ratings.' }),
    low: t.exposeFloat('low', { description: '95 % interval (Wilson 1927).' }),
    high: t.exposeFloat('high'),
  }),
});

const InsightEventType = builder.objectRef<InsightEvent>('InsightEvent').implement({
  description: 'Something that may have changed what people think of a model.',
  ...read,
  fields: (t) => ({
    time: t.expose('time', { type: 'DateTime' }),
    kind: t.field({ type: InsightEventKindType, resolve: (event) => event.kind }),
    title: t.exposeString('title'),
    reason: t.exposeString('reason', { nullable: true }),
  }),
});

const SuggestionType = builder.objectRef<Suggestion>('Suggestion').implement({
  description: 'Something to collect, or to settle before collecting.',
  ...read,
  fields: (t) => ({
    kind: t.field({ type: SuggestionKindType, resolve: (suggestion) => suggestion.kind }),
    name: t.exposeString('name', { description: 'The class, or the source.' }),
    reason: t.exposeString('reason'),
    gain: t.exposeFloat('gain', { nullable: true, description: 'What 1,000 samples more are expected to improve the model’s first metric by; null where nothing was measured that tells.' }),
    numbers: t.field({ type: [DecisionNumberType], resolve: (suggestion) => [...suggestion.numbers] }),
  }),
});

interface Insights {
  readonly model: Model;
  readonly range: InsightsRange;
}

const ModelInsightsType = builder.objectRef<Insights>('ModelInsights').implement({
  description: 'What a business decides by: what a model cost, what people think of it, what more data is worth.',
  ...read,
  fields: (t) => ({
    from: t.field({ type: 'DateTime', resolve: ({ range }) => range.from }),
    to: t.field({ type: 'DateTime', resolve: ({ range }) => range.to }),
    costs: t.field({ type: ModelCostsType, description: 'Of what was asked for within the range.', resolve: ({ model, range }, _args, { em }) => costsOfModel(em, { id: model.id, projectId: model.project.id }, range) }),
    satisfaction: t.field({ type: [SatisfactionPeriodType], description: 'Of days or weeks with ratings, the first one first.', resolve: ({ model, range }, _args, context) => charged(context, satisfactionOver(context.em, model.id, range)) }),
    events: t.field({ type: [InsightEventType], description: 'The newest first; at most 500 of each kind.', resolve: ({ model, range }, _args, context) => charged(context, eventsOver(context.em, model.id, range)) }),
    collectNext: t.field({ type: [SuggestionType], description: 'By all that was measured of the model until now, the most worthwhile first; at most 20.', resolve: ({ model }, _args, { em }) => collectNext(em, model.id) }),
    learningCurve: t.field({ type: DataStudyNode, nullable: true, description: 'The newest that SUCCEEDED.', resolve: async ({ model }, _args, { em }) => (await newestStudy(em, model.id, 'LEARNING_CURVE'))?.id }),
    sourceValues: t.field({ type: DataStudyNode, nullable: true, description: 'The newest that SUCCEEDED.', resolve: async ({ model }, _args, { em }) => (await newestStudy(em, model.id, 'SOURCE_VALUES'))?.id }),
    csvUrl: t.string({ description: 'All of this as CSV. Good for one to two hours, without a key.', resolve: ({ model, range }, _args, { urls, origin }) => urls.insightsUrl(origin, model.id, range) }),
  }),
});

async function charged<Row>({ em }: Context, rows: Promise<Row[]>): Promise<Row[]> {
  const found = await rows;
  chargeRows(em, found.length);
  return found;
}

builder.objectField(ModelNode, 'insights', (t) =>
  t.field({
    type: ModelInsightsType,
    description: 'Of the last 90 days where nothing is said; at most two years.',
    args: { from: t.arg({ type: 'DateTime' }), to: t.arg({ type: 'DateTime' }), by: t.arg({ type: InsightsPeriodType, defaultValue: 'DAY' }) },
    resolve: (model: Model, args) => ({ model, range: rangeOf(args) }),
  }),
);

function rangeOf(args: Parameters<typeof insightsRange>[0]): InsightsRange {
  try {
    return insightsRange(args);
  } catch (error) {
    throw error instanceof Fault ? badInput(error.message) : error;
  }
}
