import { expect, it } from 'vitest';
import { coverageOf } from '../../../plugins/gan/coverage.ts';
import { FEATURES } from '../../../plugins/gan/feature-network.ts';
import { tf } from './support.ts';

const never = new AbortController().signal;
/** Features that differ in one number. */
const onALine = (places: readonly number[]) => Float32Array.from({ length: places.length * FEATURES }, (_, k) => (k % FEATURES === 3 ? (places[Math.floor(k / FEATURES)] ?? 0) : 1));

it('a real image is covered where a drawn one is as near as its fifth nearest real neighbour', async () => {
  const real = [0, 1, 2, 3, 4, 5, 6, 20];
  const { rows, distances } = await coverageOf(tf, { real: onALine(real), drawn: onALine(real.map(() => 8)), labels: new Int32Array(real.length), isConditional: false }, never);
  // The fifth nearest of 0 is 5 away, of 1 to 5 it is 4, 3, 3, 3 and 4, of 6 it is 5, and of 20 it is 18.
  expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  [8 / 5, 7 / 4, 6 / 3, 5 / 3, 4 / 3, 3 / 4, 2 / 5, 12 / 18].forEach((expected, row) => expect(distances[row]).toBeCloseTo(expected, 4));
});

it('neighbours are of the same class, and so are the drawn images of a model that is asked for one; an image that is alone in its class has those of all', async () => {
  const places = [0, 10, 1, 11, 2, 12, 100];
  const labels = Int32Array.from([0, 1, 0, 1, 0, 1, 2]);
  const drawn = onALine([11, 1, 11, 1, 11, 1, 0]);
  const asked = await coverageOf(tf, { real: onALine(places), drawn, labels, isConditional: true }, never);
  expect(asked.rows).toEqual([0, 1, 2, 3, 4, 5, 6]);
  // Of three images the radius reaches the farther one: 2, 1 or 2; the one at 100 has its fifth neighbour at 1.
  [11 / 2, 9 / 2, 10, 10, 9 / 2, 11 / 2, 100 / 99].forEach((expected, row) => expect(asked.distances[row]).toBeCloseTo(expected, 3));
  const free = await coverageOf(tf, { real: onALine(places), drawn, labels, isConditional: false }, never);
  [0, 1 / 2, 0, 0, 1 / 2, 1 / 2, 89 / 99].forEach((expected, row) => expect(free.distances[row]).toBeCloseTo(expected, 3));
});
