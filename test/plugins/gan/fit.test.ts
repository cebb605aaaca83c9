import { parseValues } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { findCollapse } from '../../../plugins/gan/collapse.ts';
import gan from '../../../plugins/gan/index.ts';
import { interpolate } from '../../../plugins/gan/interpolate.ts';
import { pluginProblems } from '../../../src/plugins/plugin-problems.ts';

const fit = (settings: Record<string, unknown>, image: { height: number; width: number; channels: number }, classes = ['a', 'b']) => {
  const parsed = parseValues(gan.hyperparameters, settings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return gan.fitHyperparameters?.(parsed.values, { kind: 'IMAGE', classes, counts: { TRAIN: 9, VALIDATION: 9, TEST: 9 }, image });
};

describe('the plugin', () => {
  it('has nothing wrong with it', () => expect(pluginProblems(gan)).toEqual([]));

  it('fills in what suits the loss, and leaves what is asked for', () => {
    const image = { height: 28, width: 32, channels: 1 };
    expect(fit({}, image)).toMatchObject({ ok: true, values: { spectralNormalization: true, generatorLearningRate: expect.any(Number) } });
    expect(fit({ loss: 'WASSERSTEIN_GP' }, image)).toMatchObject({ ok: true, values: { spectralNormalization: false } });
    expect(fit({ loss: 'WASSERSTEIN_GP', spectralNormalization: true, generatorLearningRate: 0.5 }, image)).toMatchObject({ ok: true, values: { spectralNormalization: true, generatorLearningRate: 0.5 } });
  });

  it.each([[24, 28], [28, 132], [30, 30], [28, 29]])('refuses images of %i × %i before a run is queued', (height, width) => {
    expect(fit({}, { height, width, channels: 1 })).toEqual({
      ok: false,
      issues: [{ field: 'filters', message: `cannot be laid out for images of ${width}×${height} pixels; each side must be a multiple of 4 from 28 to 128. Import the images at such a size` }],
    });
  });

  it('refuses to draw by labels that are not there', () => {
    expect(fit({ conditional: true }, { height: 28, width: 28, channels: 1 }, [])).toMatchObject({ ok: false, issues: [{ field: 'conditional' }] });
  });
});

describe('a way through latents', () => {
  it('begins and ends at its points, and passes those between', () => {
    const way = interpolate([[1, 0], [0, 1], [-1, 0]], 5);
    expect(way[0]).toEqual([1, 0]);
    [way[2], [0, 1]].forEach((point) => expect(point?.map((x) => Math.round(x * 1e9) / 1e9)).toEqual([0, 1]));
    expect(way[4]?.map((x) => Math.round(x * 1e9) / 1e9 + 0)).toEqual([-1, 0]);
  });

  it('stays on the sphere', () => {
    for (const point of interpolate([[3, 0, 0], [0, 3, 0]], 9)) expect(Math.hypot(...point)).toBeCloseTo(3, 12);
    expect(interpolate([[3, 0, 0], [0, 3, 0]], 1)[0]?.[0]).toBeCloseTo(3 / Math.sqrt(2), 12);
  });

  it('goes straight where two points lie in one direction', () => {
    expect(interpolate([[1, 1], [3, 3]], 3)).toEqual([[1, 1], [2, 2], [3, 3]]);
    expect(interpolate([[0, 0], [2, 0]], 3)[1]).toEqual([1, 0]);
  });
});

describe('mode collapse', () => {
  const labels = Int32Array.from({ length: 100 }, (_, k) => k % 4);
  const classes = ['a', 'b', 'c', 'd'];

  it('is a class whose images are all the same', () => {
    const spreads = [0.9, 0.1, 0.8, 0.7].map((diversity, group) => ({ groups: [group], diversity }));
    expect(findCollapse({ spreads, classes, conditional: true, real: labels, drawn: labels })).toMatch(/^Mode collapse: Images of b are nearly all the same \(diversity 0\.10, where real images have 1\)\. Lower learning rates/);
    expect(findCollapse({ spreads: [{ groups: [0], diversity: 0.9 }], classes, conditional: true, real: labels, drawn: labels })).toBeUndefined();
  });

  it('is told of classes that are measured together', () => {
    const spreads = [{ groups: [1], diversity: 0.9 }, { groups: [0, 2, 3], diversity: 0.05 }];
    expect(findCollapse({ spreads, classes, conditional: true, real: labels, drawn: labels })).toMatch(/^Mode collapse: Images of a, c, d are nearly all the same \(diversity 0\.05, .*\)\. Classes with fewer than 20 real images are measured together, each within itself\. Lower/);
  });

  it('is an unconditional model that draws few of the classes', () => {
    const spreads = [{ groups: [0], diversity: 0.9 }];
    const few = labels.map((label) => (label === 3 ? 2 : Math.max(label, 1)));
    expect(findCollapse({ spreads, classes, conditional: false, real: labels, drawn: few })).toMatch(/2 of 4 classes are hardly drawn at all \(a, d\)/);
    expect(findCollapse({ spreads, classes, conditional: false, real: labels, drawn: labels })).toBeUndefined();
    expect(findCollapse({ spreads, classes: [], conditional: false, real: labels, drawn: undefined })).toBeUndefined();
  });
});
