import { Random } from '../../src/data/random.ts';
import { draw, nameOf, type Planted, SHARE, type Shares } from './planted.ts';

/** Copies, wrong labels, missing values, outliers (a thousand times the column's largest) and leaks in a table of numbers whose last column is the label. */
export function plantRows(header: string, train: readonly (readonly string[])[], test: readonly (readonly string[])[], seed: number, { share = SHARE, wrongLabels = share }: Shares = {}): Planted {
  const random = new Random(`faults ${seed}`);
  const used = new Set<number>();
  const take = (part = share) => draw(random, Math.round(train.length * part), train.length, used);
  const rows = train.map((row) => [...row]);
  const inTest = test.map((row) => [...row]);
  const features = header.split(',').length - 1;
  const labels = [...new Set(train.map((row) => row.at(-1)!))];
  const largest = Array.from({ length: features }, (_, column) => Math.max(1, ...train.map((row) => Math.abs(Number(row[column]) || 0))));
  const at = (index: number) => nameOf('train.csv', index + 1, null);
  const faults = { DUPLICATES: new Set<string>(), LABEL_NOISE: new Set<string>(), MISSING_VALUES: new Set<string>(), OUTLIERS: new Set<string>(), SPLIT_LEAKAGE: new Set<string>() };

  for (const index of take(wrongLabels)) {
    const other = labels.filter((label) => label !== rows[index]!.at(-1));
    rows[index]![features] = other[random.below(other.length)]!;
    faults.LABEL_NOISE.add(at(index));
  }
  for (const index of take()) {
    rows[index]![random.below(features)] = '';
    faults.MISSING_VALUES.add(at(index));
  }
  for (const index of take()) {
    const column = random.below(features);
    rows[index]![column] = String(largest[column]! * 1000);
    faults.OUTLIERS.add(at(index));
  }
  for (const index of take()) {
    inTest.push([...train[index]!]);
    faults.SPLIT_LEAKAGE.add(nameOf('test.csv', inTest.length, null));
  }
  for (const index of take()) faults.DUPLICATES.add(at(rows.push([...train[index]!]) - 1));
  const file = (lines: readonly (readonly string[])[]) => Buffer.from([header, ...lines.map((line) => line.join(','))].join('\n'));
  return { kind: 'TABULAR', format: 'CSV', files: { 'train.csv': file(rows), 'test.csv': file(inTest) }, faults, unreadable: 0 };
}
