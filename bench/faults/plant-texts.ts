import { Random } from '../../src/data/random.ts';
import { draw, nameOf, type Planted, SHARE, type Shares } from './planted.ts';

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Copies, near copies (a word in ten is left out, one is new), wrong and missing labels, leaks, e-mails, card numbers, and lines in another encoding. */
export function plantTexts(train: readonly LabelledText[], test: readonly LabelledText[], seed: number, { share = SHARE, wrongLabels = share }: Shares = {}): Planted {
  const random = new Random(`faults ${seed}`);
  const labels = [...new Set(train.map(({ label }) => label))].sort();
  const used = new Set<number>();
  const take = (part = share) => draw(random, Math.round(train.length * part), train.length, used);
  const rows = train.map((one) => ({ ...one, latin1: false }));
  const inTest = [...test];
  const at = (index: number) => nameOf('train.csv', index + 1, null);
  const found = { DUPLICATES: new Set<string>(), NEAR_DUPLICATES: new Set<string>(), LABEL_NOISE: new Set<string>(), MISSING_VALUES: new Set<string>(), SPLIT_LEAKAGE: new Set<string>(), PERSONAL_DATA: new Set<string>(), CORRUPT_SAMPLES: new Set<string>() };

  for (const index of take(wrongLabels)) {
    const row = rows[index]!;
    row.label = labels.filter((label) => label !== row.label)[random.below(labels.length - 1)]!;
    found.LABEL_NOISE.add(at(index));
  }
  for (const index of take()) {
    rows[index]!.label = '';
    found.MISSING_VALUES.add(at(index));
  }
  for (const [k, index] of take().entries()) {
    rows[index]!.text += k % 2 === 0 ? ` Write to user${random.below(9999)}@mail${random.below(99)}.example.com please` : ` My card is ${cardNumber(random)}`;
    found.PERSONAL_DATA.add(at(index));
  }
  for (const index of take()) {
    rows[index]!.text += ' café déjà vu';
    rows[index]!.latin1 = true;
    found.CORRUPT_SAMPLES.add(at(index));
  }
  for (const index of take()) {
    inTest.push(train[index]!);
    found.SPLIT_LEAKAGE.add(nameOf('test.csv', inTest.length, null));
  }
  for (const index of take()) found.DUPLICATES.add(at(rows.push({ ...train[index]!, latin1: false }) - 1));
  for (const index of take()) found.NEAR_DUPLICATES.add(at(rows.push({ text: nearly(train[index]!.text, random), label: train[index]!.label, latin1: false }) - 1));

  const line = ({ text, label, latin1 }: LabelledText & { latin1?: boolean }) => Buffer.from(`${quoted(text)},${quoted(label)}\n`, latin1 === true ? 'latin1' : 'utf8');
  const file = (lines: readonly (LabelledText & { latin1?: boolean })[]) => Buffer.concat([Buffer.from('text,label\n'), ...lines.map(line)]);
  return { kind: 'TEXT', format: 'CSV', files: { 'train.csv': file(rows), 'test.csv': file(inTest) }, faults: found, unreadable: 0 };
}

function nearly(text: string, random: Random): string {
  const words = text.split(' ');
  if (words.length > 10) words.splice(random.below(words.length), Math.floor(words.length / 10));
  words.splice(random.below(words.length + 1), 0, 'really');
  return words.join(' ');
}

/** Sixteen digits with the check digit of Luhn. */
function cardNumber(random: Random): string {
  const digits = [4, ...Array.from({ length: 14 }, () => random.below(10))];
  const sum = digits.reduce((total, digit, k) => total + (k % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return [...digits, (10 - (sum % 10)) % 10].join('').replace(/(\d{4})(?=\d)/g, '$1 ');
}
