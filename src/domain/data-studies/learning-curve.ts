import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataStudy } from '../entities/data-study.ts';
import { Fault } from '../fault.ts';
import type { VersionFiles } from '../ports.ts';
import { subsetCounts, type TrainSource } from '../training-subset.ts';
import { fitCurve, type FittedCurve, LEAST_AMOUNTS, type RandomSource } from './curve/bootstrap-curve.ts';
import type { CurvePoint } from './curve/power-law.ts';
import { type Estimate, gainOf, predictError } from './curve/read-curve.ts';
import { asMetric, errorScale, type ErrorScale, type Measured, shareDeviation } from './measured.ts';
import type { ClassCurve, CurvePlace, FittedLearningCurve, LearningCurveResult } from './study-result.ts';

const DRAWS = 1000;
/** Of each class: 77 of them then take about a second. */
const CLASS_DRAWS = 200;
/** Beyond so many classes the ones with fewest samples have no curve. */
const MOST_CLASSES = 200;
/** Places at which the curve is drawn, and how far beyond the data. */
const PLACES = 40;
const REACH = 4;
const MORE = 1000;

interface Services {
  readonly versionFiles: VersionFiles;
  randomOf(key: string): RandomSource;
}

/** Fits a law to what was measured, of all classes together and of each. The same evaluations give the same numbers. */
export async function learningCurve({ versionFiles, randomOf }: Services, { id, datasetVersion }: DataStudy, measured: readonly Measured[]): Promise<LearningCurveResult> {
  const { description } = await datasetVersion.loadOrFail();
  if (!description) throw new Fault('INVALID_STATE', 'The dataset version can no longer be read.');
  const sources = await versionFiles.trainSources(datasetVersion.id, description);
  const random = randomOf(`learning curve ${id}`);
  const scale = errorScale(measured);
  const whole = countsOf(sources, null);
  const points = measured.map(({ subset, result }) => ({ samples: countsOf(sources, subset).total, value: result.metrics[0]?.value ?? NaN }));
  const fit = fitPoints(points, scale, random, DRAWS);
  if (!fit) throw new Fault('INVALID_STATE', `The runs learned from fewer than ${LEAST_AMOUNTS} different amounts of data; no law can be fitted to those.`);
  const classes: ClassCurve[] = [];
  for (const index of largest(whole.classes)) {
    const curve = classCurve(description.classes[index] ?? '', index, measured, sources, random);
    if (curve) classes.push(curve);
    // The worker has other things to do meanwhile.
    await nextTurn();
  }
  classes.sort((a, b) => (b.overallGain?.value ?? 0) - (a.overallGain?.value ?? 0));
  return { kind: 'LEARNING_CURVE', metric: scale.metric, better: scale.better, ...read(points, whole.total, fit, scale), curve: places(points, whole.total, fit, scale), classes };
}

function fitPoints(points: readonly { readonly samples: number; readonly value: number }[], scale: Pick<ErrorScale, 'turn' | 'deviationOf'>, random: RandomSource, draws: number): FittedCurve | undefined {
  const measured = points.map(({ samples, value }): CurvePoint => ({ samples, error: scale.turn(value), deviation: scale.deviationOf(scale.turn(value)) }));
  if (new Set(measured.map(({ samples }) => samples)).size < LEAST_AMOUNTS) return undefined;
  return fitCurve(measured, random, draws);
}

function read(points: FittedLearningCurve['points'], samples: number, fit: FittedCurve | undefined, scale: ErrorScale): FittedLearningCurve {
  if (!fit) return { samples, points, law: null, doubled: null, thousandMore: null };
  return { samples, points, law: fit.law, doubled: asMetric(scale, predictError(fit, 2 * samples, scale.deviationOf, scale.most)), thousandMore: gainOf(fit, samples, MORE, scale.most) };
}

function places(points: FittedLearningCurve['points'], samples: number, fit: FittedCurve, scale: ErrorScale): CurvePlace[] {
  // With the data as it is and its double, so that those can be read off.
  const [first, last] = [Math.min(...points.map((point) => point.samples)), REACH * samples];
  const all = Array.from({ length: PLACES }, (_, k) => Math.round(first * (last / first) ** (k / (PLACES - 1))));
  return [...new Set([...all, samples, 2 * samples])].sort((a, b) => a - b).map((place) => ({ samples: place, ...asMetric(scale, predictError(fit, place, scale.deviationOf, scale.most)) }));
}

/** Recall against the samples of the class, while those of all classes grow together. */
function classCurve(label: string, index: number, measured: readonly Measured[], sources: readonly TrainSource[], random: RandomSource): ClassCurve | undefined {
  const points = measured.flatMap(({ subset, result }) => {
    const recall = result.classification?.classes.find((one) => one.label === label)?.recall;
    return recall ? [{ samples: countsOf(sources, subset).classes[index] ?? 0, value: recall.value }] : [];
  }).filter(({ samples }) => samples > 0);
  const { classification, sampleCount } = measured[0]?.result ?? { classification: null, sampleCount: 0 };
  const support = classification?.classes.find((one) => one.label === label)?.support ?? 0;
  if (points.length === 0 || support === 0) return undefined;
  const scale: ErrorScale = { metric: 'recall', better: 'HIGHER', most: 1, turn: (value) => 1 - value, deviationOf: shareDeviation(support) };
  const curve = read(points, countsOf(sources, null).classes[index] ?? 0, fitPoints(points, scale, random, CLASS_DRAWS), scale);
  return { label, support, ...curve, overallGain: curve.thousandMore && scaled(curve.thousandMore, support / sampleCount) };
}

function countsOf(sources: readonly TrainSource[], subset: Measured['subset']): { readonly classes: readonly number[]; readonly total: number } {
  const { classes, unlabelled } = subsetCounts(sources, subset ?? { share: 1, seed: 0, withoutSource: null });
  return { classes, total: classes.reduce((sum, count) => sum + count, unlabelled) };
}

const largest = (counts: readonly number[]) => counts.map((_, index) => index).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, MOST_CLASSES);
const scaled = ({ value, low, high }: Estimate, by: number): Estimate => ({ value: value * by, low: low * by, high: high * by });
