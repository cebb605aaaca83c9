import { expect, test } from 'vitest';
import { kindOfNumber } from '../../src/data/personal-data/kind-of-number.ts';
import { useBench } from './support.ts';

const bench = useBench();
// As they are published for tests.
const cards = [4111111111111111, 5105105105105100, 378282246310005, 6011000990139424, 30569309025904, 3530111333300000];

test('a number is a card or a national id by the rules of texts, with the name of its column before it', () => {
  expect(cards.slice(1).map((card) => kindOfNumber('reference', card))).toEqual(cards.slice(1).map(() => 'card number'));
  // Of two digits only; with another check digit; not whole; not positive; no brand's.
  for (const value of [4111111111111111, 5105105105105101, 378282246310005.5, -378282246310005, 1234567812345670, 49]) expect(kindOfNumber('card', value), String(value)).toBeUndefined();
  expect([kindOfNumber('steuer_id', 86095742719), kindOfNumber('size', 86095742719), kindOfNumber('steuer_id', 86095742718), kindOfNumber('nir', 255081416802538)]).toEqual(['national id', undefined, undefined, 'national id']);
});

test('a column of numbers holds cards where most of its different long numbers are some, in whatever format', async () => {
  const [, ...valid] = cards;
  const others = [4000123412341231, 4000123412341232, 4000123412341233, 4000123412341235];
  const few = Array.from({ length: 60 }, (_, index) => ({ size: index % 13, one: index === 7 ? valid[0] : index, most: [...valid, ...others][index % 9], half: [...valid, ...others, 1e12][index % 10] }));
  const jsonl = Buffer.from(few.map((row) => JSON.stringify(row)).join('\n'));
  const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': jsonl }, { columns: { features: ['size', 'one', 'most', 'half'] } });
  const { findings } = await bench.assess(version);
  const most = few.filter(({ most: value }, index) => index === 7 || valid.includes(value ?? 0)).length;
  expect(findings.filter(({ check }) => check === 'PERSONAL_DATA')).toMatchObject([{ severity: 'WARNING', count: most, message: expect.stringContaining('numbers in "one", "most" become missing') }]);
});
