import type { Dataset } from 'flywheel/plugin';

type Split = 'TRAIN' | 'VALIDATION' | 'TEST';

/** `yes` where the signs of x and y agree, or the colour is red: no sum of columns tells. Some values are missing. */
export function table({ train = 384, validation = 96, test = 96, classes = ['no', 'yes'] } = {}): Dataset<'TABULAR'> {
  const counts: Record<Split, number> = { TRAIN: train, VALIDATION: validation, TEST: test };
  const first: Record<Split, number> = { TRAIN: 0, VALIDATION: 10_000, TEST: 20_000 };
  const spread = (row: number, by: number) => ((Math.sin(row * by + by) * 43_758.5453) % 1) * 2;
  const rowOf = (row: number) => {
    const [x, y] = [spread(row, 12.9898), spread(row, 78.233)];
    const colour = row % 10 === 0 ? 'red' : row % 2 === 0 ? 'green' : null;
    return { numbers: [x, y, row % 7 === 0 ? NaN : 1000 + (row % 3)], colour, label: classes.length === 0 ? -1 : Number(x * y > 0 || colour === 'red') };
  };
  return {
    kind: 'TABULAR',
    classes,
    columns: [{ name: 'x', type: 'NUMBER' }, { name: 'colour', type: 'CATEGORY' }, { name: 'y', type: 'NUMBER' }, { name: 'noise', type: 'NUMBER' }],
    counts,
    async *batches({ split, size, shuffle, from = 0 }) {
      const order = Array.from({ length: counts[split] }, (_, k) => k);
      if (shuffle !== undefined) order.sort((a, b) => spread(a, shuffle.epoch + 1.7) - spread(b, shuffle.epoch + 1.7));
      for (let start = from * size; start < order.length; start += size) {
        const rows = order.slice(start, start + size).map((k) => rowOf(k + first[split]));
        yield {
          count: rows.length,
          numbers: Float64Array.from(rows.flatMap(({ numbers }) => numbers)),
          categories: rows.map(({ colour }) => colour),
          labels: Int32Array.from(rows, ({ label }) => label),
        };
      }
    },
  };
}
