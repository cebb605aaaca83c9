import { describe, expect, it } from 'vitest';
import { type Dataset, defineScorer, type EvaluateContext, type ScoredSamples, type Scorer } from 'flywheel/plugin';
import { pluginScores } from '../../src/evaluating/plugin-scores.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { loadNative } from '../../src/tensor/native/load.ts';

const { tf } = await loadNative();
const data: Dataset<'TEXT'> = { kind: 'TEXT', classes: [], counts: { TRAIN: 10, VALIDATION: 2, TEST: 3 }, text: { mean: 4, longest: 4 }, async *batches() {} };
const context: EvaluateContext = { data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', 1), signal: new AbortController().signal };

const scorer = (parts: readonly ScoredSamples[], changes: Partial<Scorer> = {}): Scorer => ({
  ...defineScorer({
    statistics: ['hit', 'nats'],
    metrics: [{ name: 'hits', better: 'HIGHER', share: 'hit' }, { name: 'loss', better: 'LOWER', of: ({ nats, samples }) => nats / samples }],
    async *score() {
      yield* parts;
    },
  }),
  ...changes,
});
const all = (one: Scorer) => Array.fromAsync(pluginScores(one, context).samples());

describe("a plugin's scores", () => {
  it('may come in any order, and not of every sample', async () => {
    const found = await all(scorer([{ positions: [2], values: [0, 7], outputs: ['none'] }, { positions: [0], values: [1, 3] }]));
    // Positions are those of the dataset version, and a hit is no bad sample.
    expect(found).toEqual([
      { position: 14, output: 'none', badness: -0, values: [0, 7] },
      { position: 12, output: undefined, badness: -1, values: [1, 3] },
    ]);
    expect((await all(scorer([{ positions: [2], values: [0, 7] }], { worstBy: 'loss' })))[0]?.badness).toBe(7);
  });

  it.each([
    ['a sample twice', [{ positions: [1], values: [1, 1] }, { positions: [1], values: [1, 1] }], {}, 'scored sample 1 of 3 twice'],
    ['a sample that is not there', [{ positions: [3], values: [1, 1] }], {}, 'sample 3 of 3 is not there'],
    ['what is no number', [{ positions: [1], values: [1, NaN] }], {}, 'NaN as nats of sample 13'],
    ['values for some samples alone', [{ positions: [0, 1], values: [1, 1] }], {}, '2 values of 2 samples and 2 statistics'],
    ['no metric', [], { metrics: [] }, 'has no metric'],
    ['two metrics of a name', [], { metrics: [{ name: 'a', better: 'LOWER', share: 'hit' }, { name: 'a', better: 'LOWER', share: 'hit' }] }, 'of one name: a, a'],
    ['a name with a space', [], { statistics: ['a hit'] }, '"a hit"'],
  ] as const)('that give %s are refused', async (_what, parts, changes, message) => {
    await expect(async () => all(scorer(parts, changes))).rejects.toThrow(message);
  });

  it('may say something of all samples together, by a name of its own and in numbers', () => {
    const told = (wholes: Record<string, number>) => pluginScores(scorer([], { wholes: () => wholes }), context).wholes?.();
    expect(told({ distance: 7 })).toEqual({ distance: 7 });
    expect(() => told({ loss: 7 })).toThrow('"loss" of all samples together, which is a metric of single ones');
    expect(() => told({ distance: Infinity })).toThrow('Infinity as distance of all samples together');
  });
});
