import type { ScoredSample } from '../data/evaluations/predictions.ts';
import { type EvaluateContext, metricOf, type Metrics, type ScoredSamples, type Scorer, sumsOf } from '../plugin/index.ts';
import { firstPosition } from './first-position.ts';
import type { SplitScores } from './split-scores.ts';

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** Samples as a plugin's scorer scores them. What it gives is checked; @throws Error that says what is wrong with it. */
export function pluginScores(scorer: Scorer, context: EvaluateContext): SplitScores {
  const names = [...scorer.statistics, ...scorer.metrics.map(({ name }) => name)];
  const odd = names.find((name) => !NAME.test(name) || name === 'samples');
  if (odd !== undefined) throw new Error(`The scorer's name ${JSON.stringify(odd)} is not lower-case letters, digits and underscores, or is "samples".`);
  const twice = [scorer.statistics, scorer.metrics.map(({ name }) => name)].find((list) => new Set(list).size < list.length);
  if (twice) throw new Error(`The scorer has two statistics or two metrics of one name: ${twice.join(', ')}.`);
  if (scorer.metrics[0]?.better === undefined) throw new Error('The scorer has no metric, or its first one does not say which way is better.');
  return { statistics: scorer.statistics, metrics: scorer.metrics, classes: undefined, positive: undefined, samples: () => samples(scorer, context), wholes: () => wholes(scorer) };
}

function wholes(scorer: Scorer): Metrics {
  const found = scorer.wholes?.() ?? {};
  for (const [name, value] of Object.entries(found)) {
    if (!NAME.test(name) || scorer.metrics.some((metric) => metric.name === name)) throw new Error(`The scorer gave ${JSON.stringify(name)} of all samples together, which is a metric of single ones, or not lower-case letters, digits and underscores.`);
    if (!Number.isFinite(value)) throw new Error(`The scorer gave ${value} as ${name} of all samples together.`);
  }
  return found;
}

async function* samples(scorer: Scorer, context: EvaluateContext): AsyncGenerator<ScoredSample, void, void> {
  const first = firstPosition(context);
  const count = context.data.counts[context.split];
  const seen = new Uint8Array(count);
  for await (const part of scorer.score(context)) {
    context.signal.throwIfAborted();
    const width = scorer.statistics.length;
    if (part.values.length !== part.positions.length * width) throw new Error(`The scorer gave ${part.values.length} values of ${part.positions.length} samples and ${width} statistics.`);
    for (let k = 0; k < part.positions.length; k += 1) {
      const place = part.positions[k] ?? -1;
      if (seen[place] === undefined) throw new Error(`The scorer scored a sample that is none: sample ${place} of ${count} is not there.`);
      if (seen[place] === 1) throw new Error(`The scorer scored sample ${place} of ${count} twice.`);
      seen[place] = 1;
      yield scored(scorer, part, k, first + place);
    }
  }
}

function scored({ statistics, metrics, worstBy }: Scorer, { values, outputs }: ScoredSamples, k: number, position: number): ScoredSample {
  const own = Array.from(statistics, (name, index) => {
    const value = values[k * statistics.length + index] ?? NaN;
    if (!Number.isFinite(value)) throw new Error(`The scorer gave ${value} as ${name} of sample ${position}.`);
    return value;
  });
  const judging = metrics.find(({ name }) => name === worstBy) ?? metrics[0];
  const alone = judging ? metricOf(judging, sumsOf(statistics, own, 1)) : NaN;
  return { position, output: outputs?.[k], badness: judging?.better === 'HIGHER' ? -alone : alone, values: own };
}
