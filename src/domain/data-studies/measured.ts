import type { Evaluation } from '../entities/evaluation.ts';
import type { Better } from '../../plugin/index.ts';
import type { EvaluatedMetric, EvaluationResult } from '../evaluation-result.ts';
import { Fault } from '../fault.ts';
import type { TrainingSubset } from '../training-subset.ts';
import { Z_95 } from '../wilson.ts';
import type { Estimate } from './curve/read-curve.ts';

/** A trial that is done. */
export interface Measured {
  /** Null: all of the training split. */
  readonly subset: TrainingSubset | null;
  readonly repetition: number;
  readonly evaluation: Evaluation;
  readonly result: EvaluationResult;
}

/** A metric as an error: what is to fall with data. */
export interface ErrorScale {
  readonly metric: string;
  readonly better: Better;
  /** Of an error that is a share, 1. */
  readonly most: number;
  /** Back and forth. */
  turn(value: number): number;
  /** Standard deviation of a measurement by the chance of which samples were measured on. */
  deviationOf(error: number): number;
}

/** How the first metric of a study's evaluations is looked at. @throws Fault where its chance is not known */
export function errorScale(measured: readonly Measured[]): ErrorScale {
  const first = measured[0]?.result.metrics[0];
  if (!first) throw new Fault('INVALID_STATE', 'The evaluations have no metric.');
  const { name, better, share, low } = first;
  if (better === null || low === null) throw new Fault('INVALID_STATE', `How sure ${name} is cannot be told, as this algorithm scores no single samples; so a study of it would say nothing.`);
  const sampleCount = measured[0]?.result.sampleCount ?? 1;
  const turn = (value: number) => (better === 'HIGHER' ? 1 - value : value);
  const known = measured.map(({ result }) => deviationOfMetric(result.metrics[0]));
  const typical = known.reduce((sum, one) => sum + one, 0) / known.length;
  return { metric: name, better, turn, most: share === null ? Infinity : 1, deviationOf: share === null ? () => typical : shareDeviation(sampleCount) };
}

/** Of a share of `total` samples, with one more of either outcome, so that none of a few is not taken for never. */
export const shareDeviation = (total: number) => (share: number): number => {
  const p = Math.min(Math.max(0, share * total + 1), total + 1) / (total + 2);
  return Math.sqrt((p * (1 - p)) / total);
};

const LEAST = 1e-9;
const deviationOfMetric = (metric: EvaluatedMetric | undefined): number => Math.max(LEAST, ((metric?.high ?? 0) - (metric?.low ?? 0)) / (2 * Z_95));

/** An estimate of an error as one of the metric. */
export function asMetric({ better, turn }: Pick<ErrorScale, 'better' | 'turn'>, { value, low, high }: Estimate): Estimate {
  return better === 'HIGHER' ? { value: turn(value), low: turn(high), high: turn(low) } : { value, low, high };
}
