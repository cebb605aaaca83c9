import type { EntityManager } from '@mikro-orm/postgresql';
import type { Estimate } from '../data-studies/curve/read-curve.ts';
import type { LearningCurveResult, SourceValuesResult } from '../data-studies/study-result.ts';
import { Model } from '../entities/model.ts';
import { collectNext, newestStudy } from './collect-next.ts';
import { type Cost, costsOfModel } from './costs.ts';
import { eventsOver } from './events.ts';
import type { InsightsRange } from './range.ts';
import { satisfactionOver } from './satisfaction.ts';

/** One number of a report, or one line of words. */
export interface ReportRow {
  readonly section: string;
  /** Of the class, the source, the step of the wheel; empty where it is of all. */
  readonly name: string;
  readonly time?: Date;
  readonly quantity: string;
  readonly value: number | string | null;
  /** 95 % interval. */
  readonly low?: number | null;
  readonly high?: number | null;
  readonly unit?: string;
}

/** All insights of a model as one long table; undefined where there is no such model. */
export async function insightsReport(em: EntityManager, modelId: string, range: InsightsRange): Promise<ReportRow[] | undefined> {
  const model = await em.findOne(Model, modelId);
  if (!model) return undefined;
  const costs = await costsOfModel(em, { id: modelId, projectId: model.project.id }, range);
  const [curve, sources] = [(await newestStudy(em, modelId, 'LEARNING_CURVE'))?.result, (await newestStudy(em, modelId, 'SOURCE_VALUES'))?.result];
  const periods = await satisfactionOver(em, modelId, range);
  return [
    ...Object.entries(costs).flatMap(([name, cost]: [string, Cost]) => costRows(name, cost)),
    ...periods.map(({ start, satisfaction, low, high }): ReportRow => ({ section: 'satisfaction', name: '', time: start, quantity: 'share of positive ratings', value: satisfaction, low, high })),
    ...periods.flatMap(({ start, positive, negative }): ReportRow[] => [{ section: 'satisfaction', name: '', time: start, quantity: 'positive', value: positive }, { section: 'satisfaction', name: '', time: start, quantity: 'negative', value: negative }]),
    ...(await eventsOver(em, modelId, range)).map(({ time, kind, title, reason }): ReportRow => ({ section: 'events', name: kind, time, quantity: title, value: reason ?? '' })),
    ...(curve?.kind === 'LEARNING_CURVE' ? curveRows(curve) : []),
    ...(sources?.kind === 'SOURCE_VALUES' ? sourceRows(sources) : []),
    ...(await collectNext(em, modelId)).flatMap(({ kind, name, reason, gain }): ReportRow[] => [{ section: 'collect next', name, quantity: kind, value: reason }, { section: 'collect next', name, quantity: 'gain of 1,000 more', value: gain }]),
  ];
}

function costRows(name: string, { count, seconds, gpuSeconds, amount, currency }: Cost): ReportRow[] {
  const row = (quantity: string, value: number | null, unit = '') => ({ section: 'costs', name, quantity, value, unit });
  const unit = currency ?? '';
  return [row('count', count), row('time', seconds, 's'), row('GPU time', gpuSeconds, 's'), row('cost', amount, unit), row('cost of one', amount === null || count === 0 ? null : amount / count, unit)];
}

function curveRows({ metric, points, doubled, thousandMore, curve, classes }: LearningCurveResult): ReportRow[] {
  const section = 'learning curve';
  const estimate = (name: string, quantity: string, one: Estimate | null): ReportRow[] => (one ? [{ section, name, quantity, ...one }] : []);
  return [
    ...points.map(({ samples, value }): ReportRow => ({ section, name: '', quantity: `${metric} measured with ${samples} samples`, value })),
    ...curve.map(({ samples, ...one }): ReportRow => ({ section, name: '', quantity: `${metric} expected with ${samples} samples`, ...one })),
    ...estimate('', `${metric} with twice the data`, doubled),
    ...estimate('', `gain of ${metric} by 1,000 more`, thousandMore),
    ...classes.flatMap((one) => [
      ...one.points.map(({ samples, value }): ReportRow => ({ section, name: one.label, quantity: `recall measured with ${samples} samples`, value })),
      ...estimate(one.label, 'recall with twice the data', one.doubled),
      ...estimate(one.label, 'gain of recall by 1,000 more', one.thousandMore),
      ...estimate(one.label, `gain of ${metric} by 1,000 more`, one.overallGain),
    ]),
  ];
}

const sourceRows = ({ metric, sources }: SourceValuesResult): ReportRow[] =>
  sources.map(({ source, samples, gain, low, high, verdict }) => ({ section: 'sources', name: source, quantity: `gain of ${metric} by its ${samples} samples`, value: gain, low, high, unit: verdict }));
