import { Random } from '../../src/data/random.ts';

/** CSV of many columns: every third holds words, of which some begin as formulas do, the others numbers; some cells are empty, and the first row comes twice. */
export function wideTable(columns: number, rows: number): Buffer {
  const random = new Random(`wide ${columns}`);
  const words = ['red', '=green', "'blue", '-', 'two words'];
  const cell = (column: number) => (random.below(50) === 0 ? '' : column % 3 === 0 ? words[random.below(words.length)] : random.normal().toFixed(5));
  const lines = Array.from({ length: rows }, (_, row) => [...Array.from({ length: columns }, (_, column) => cell(column)), `row ${row % 2}`].join());
  return Buffer.from([[...Array.from({ length: columns }, (_, column) => `feature ${column}`), 'label'].join(), ...lines, lines[0], ''].join('\n'));
}
