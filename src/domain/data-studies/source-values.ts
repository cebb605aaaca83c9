import type { DataStudy } from '../entities/data-study.ts';
import { withoutSplit } from '../evaluations/compare-evaluations.ts';
import { compareStored } from '../evaluations/compare-stored.ts';
import type { EvaluationFiles } from '../evaluations/evaluation-files.ts';
import { Fault } from '../fault.ts';
import type { VersionFiles } from '../ports.ts';
import { sourceCount } from '../training-subset.ts';
import { Z_95 } from '../wilson.ts';
import { errorScale, type Measured } from './measured.ts';
import type { SourceValue, SourceValuesResult } from './study-result.ts';

interface Services {
  readonly versionFiles: VersionFiles;
  readonly evaluations: EvaluationFiles;
}

interface Paired {
  readonly gain: number;
  /** Half of the 95 % interval; null where nothing was tested. */
  readonly reach: number | null;
}

/** How much better the model is with each source than without it, on the same samples. */
export async function sourceValues({ versionFiles, evaluations }: Services, { datasetVersion }: DataStudy, measured: readonly Measured[]): Promise<SourceValuesResult> {
  const { description } = await datasetVersion.loadOrFail();
  if (!description) throw new Fault('INVALID_STATE', 'The dataset version can no longer be read.');
  const sizes = new Map((await versionFiles.trainSources(datasetVersion.id, description)).map((source) => [source.name, sourceCount(source)]));
  const { metric, better } = errorScale(measured);
  const whole = new Map(measured.filter(({ subset }) => subset === null).map((one) => [one.repetition, one]));
  const groups = Map.groupBy(measured.filter(({ subset }) => subset !== null), ({ subset }) => subset?.withoutSource ?? '');
  const sources: SourceValue[] = [];
  for (const [source, trials] of groups) {
    const pairs: Paired[] = [];
    for (const without of trials) {
      const all = whole.get(without.repetition);
      if (all) pairs.push(await pair(evaluations, all, without, metric, better === 'HIGHER' ? 1 : -1));
    }
    sources.push({ source, samples: sizes.get(source) ?? 0, without: mean(trials.map(valueOf)), ...together(pairs) });
  }
  return { kind: 'SOURCE_VALUES', metric, better, value: mean([...whole.values()].map(valueOf)), sources: sources.sort((a, b) => b.gain - a.gain) };
}

async function pair(files: EvaluationFiles, all: Measured, without: Measured, metric: string, sign: 1 | -1): Promise<Paired> {
  const { metrics } = await compareStored(files, all.evaluation, without.evaluation);
  const found = metrics.find(({ name }) => name === withoutSplit(metric));
  if (!found) throw new Fault('INVALID_STATE', `The evaluations have no ${metric} in common.`);
  const { difference, low, high } = found;
  return { gain: sign * difference, reach: low === null || high === null ? null : (high - low) / 2 };
}

/**
 * Repetitions look at the same samples, so that more of them do not make those more: the paired interval stays as wide as one, and
 * what repetitions differ by is added to it as the chance of training.
 */
function together(pairs: readonly Paired[]): Pick<SourceValue, 'gain' | 'low' | 'high' | 'verdict'> {
  const gain = mean(pairs.map((one) => one.gain));
  const reaches = pairs.flatMap(({ reach }) => reach ?? []);
  if (reaches.length < pairs.length || pairs.length === 0) return { gain, low: null, high: null, verdict: 'UNDECIDED' };
  const variance = pairs.length > 1 ? pairs.reduce((sum, one) => sum + (one.gain - gain) ** 2, 0) / (pairs.length - 1) : 0;
  const reach = Math.sqrt(mean(reaches.map((one) => one ** 2)) + (Z_95 ** 2 * variance) / pairs.length);
  const [low, high] = [gain - reach, gain + reach];
  return { gain, low, high, verdict: low > 0 ? 'HELPS' : high < 0 ? 'HARMS' : 'UNDECIDED' };
}

const valueOf = ({ result }: Measured) => result.metrics[0]?.value ?? NaN;
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
