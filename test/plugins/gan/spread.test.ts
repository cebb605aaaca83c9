import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../plugins/gan/feature-network.ts';
import { gaussianOf, trace } from '../../../plugins/gan/frechet.ts';
import { meanDiversity, spreadsOf, whyNoDiversity } from '../../../plugins/gan/spread.ts';

const each = (classes: number, images: number) => Int32Array.from({ length: classes * images }, (_, row) => row % classes);
const noise = (row: number, at: number) => Math.sin((row + 1) * 12.9898 + (at + 1) * 78.233) * 43_758.5453 % 1;

/** Features around a place of the group’s own, which is far from the others’. */
const around = (groups: Int32Array, spread: (group: number) => number, first = 0) =>
  Float32Array.from({ length: groups.length * FEATURES }, (_, k) => {
    const [row, at] = [Math.floor(k / FEATURES), k % FEATURES];
    const group = groups[row] ?? -1;
    return 20 * noise(group, at) + spread(group) * noise(first + row, at);
  });

describe('diversity', () => {
  it('of classes with 20 images and more is that of each by itself', () => {
    const groups = each(3, 20);
    const [real, drawn] = [around(groups, () => 1), around(groups, (group) => 0.5 + group, 500)];
    const of = (features: Float32Array, group: number) => trace(gaussianOf(features.filter((_, k) => Math.floor(k / FEATURES) % 3 === group), FEATURES));
    const expected = [0, 1, 2].map((group) => Math.sqrt(of(drawn, group) / of(real, group)));
    const spreads = spreadsOf({ features: real, groups }, drawn);
    expect(spreads).toEqual(expected.map((diversity, group) => ({ groups: [group], diversity })));
    expect(meanDiversity(spreads)).toBe(expected.reduce((sum, value) => sum + value, 0) / 3);
  });

  it.each([[10, 15], [10, 3], [20, 2]])('of %i classes with %i images is of all together, within each', (classes, images) => {
    const groups = each(classes, images);
    const real = { features: around(groups, () => 1), groups };
    const all = Array.from({ length: classes }, (_, group) => group);
    expect(spreadsOf(real, around(groups, () => 1, 500))).toEqual([{ groups: all, diversity: expect.closeTo(1, 0.5) }]);
    expect(spreadsOf(real, around(groups, () => 0.5, 500))[0]?.diversity).toBeCloseTo(0.5, 1);
    // One image for each class: as far from each other as classes are, and always the same within.
    expect(spreadsOf(real, around(groups, () => 0, 500))).toEqual([{ groups: all, diversity: expect.closeTo(0, 6) }]);
  });

  it('of small classes counts beside that of large ones once for each of them, and not where they are too few', () => {
    const groups = Int32Array.from([...each(1, 30), ...each(4, 6).map((group) => group + 1), 5, -1]);
    const spreads = spreadsOf({ features: around(groups, () => 1), groups }, around(groups, (group) => (group === 0 ? 1 : 0), 500));
    expect(spreads).toEqual([{ groups: [0], diversity: expect.closeTo(1, 0.5) }, { groups: [1, 2, 3, 4], diversity: expect.closeTo(0, 6) }]);
    expect(meanDiversity(spreads)).toBeCloseTo((spreads[0]?.diversity ?? NaN) / 5, 6);
    const fewer = groups.subarray(0, 40);
    expect(spreadsOf({ features: around(fewer, () => 1), groups: fewer }, around(fewer, () => 1, 500)).map((one) => one.groups)).toEqual([[0]]);
  });

  it('cannot be told of too few images, or of images that look the same', () => {
    const of = (groups: Int32Array, features = around(groups, () => 1), conditional = true) => {
      const real = { features, groups };
      expect(meanDiversity(spreadsOf(real, around(groups, () => 1)))).toBeUndefined();
      return whyNoDiversity(real, 'validation split', conditional);
    };
    expect(of(each(9, 3))).toBe('Neither diversity nor mode collapse by it can be told: the validation split has 27 labelled images of 9 classes, and at least 19 more images than classes are needed.');
    expect(of(each(1, 19), undefined, false)).toBe('Neither diversity nor mode collapse by it can be told: the validation split has 19 images, and at least 20 are needed.');
    expect(of(each(2, 30), new Float32Array(60 * FEATURES))).toMatch(/the feature network sees no difference between the images of the validation split that are of one class\.$/);
  });
});
