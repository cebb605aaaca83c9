import { z } from 'zod';
import type { SampleContent } from '../../domain/samples.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';

/** Characters of a text that are shown; a page of them stays small. */
const SHOWN_TEXT = 4_000;
/** Of all values of a row together, but for short ones; and of one of them. */
const SHOWN_ROW = 20_000;
const SHOWN_VALUE = { least: 40, most: 1_000 };

const own = ['sample_position', 'split', 'label', 'subject', 'file', '"row"', 'entry'];

/** What is read of each sample; content columns as v0, v1, …, since names of features are anything, and whether any is `cut`. */
export function shownColumns(description: DatasetDescription, content: readonly string[]): string {
  if (description.kind === 'IMAGE') return [...own, 'place'].join(', ');
  const most = description.kind === 'TEXT' || description.kind === 'TEXT_PAIR' ? SHOWN_TEXT : Math.min(SHOWN_VALUE.most, Math.max(SHOWN_VALUE.least, Math.floor(SHOWN_ROW / content.length)));
  const columns = content.map((name, index) => {
    const isNumber = description.kind === 'TABULAR' ? description.columns[index]?.type === 'NUMBER' : name === 'value' || name === 'time';
    return { value: quoted(name), isNumber, as: `v${index}` };
  });
  const cuts = columns.flatMap(({ value, isNumber }) => (isNumber ? [] : [`coalesce(length(${value}) > ${most}, false)`]));
  return [...own, ...columns.map(({ value, isNumber, as }) => `${isNumber ? value : `left(${value}, ${most})`} AS ${as}`), `${cuts.length === 0 ? 'false' : cuts.join(' OR ')} AS cut`].join(', ');
}

export const sampleRow = z.looseObject({
  sample_position: wholeNumber, split: z.enum(['TRAIN', 'VALIDATION', 'TEST']), label: z.string().nullable(), subject: z.string().nullable(), file: z.string(), row: wholeNumber, entry: z.string().nullable(),
});

const text = z.string();
const number = z.number().nullable();
const value = z.union([z.string(), z.number(), z.null()]);

/** @param row  as `shownColumns` gives it */
export function contentOf(row: z.infer<typeof sampleRow>, description: DatasetDescription): SampleContent {
  const isCut = row['cut'] === true;
  switch (description.kind) {
    case 'IMAGE': {
      const { width, height } = description.image;
      return { type: 'ImageSample', place: z.number().parse(row['place']), width, height };
    }
    case 'TEXT':
      return { type: 'TextSample', text: text.parse(row['v0']), isCut };
    case 'TEXT_PAIR':
      return { type: 'TextPairSample', source: text.parse(row['v0']), target: text.parse(row['v1']), isCut };
    case 'TABULAR':
      return { type: 'RowSample', values: Object.fromEntries(description.columns.map(({ name }, index) => [name, value.parse(row[`v${index}`])])), isCut };
    case 'INTERACTION': {
      const seconds = number.parse(row['v3']);
      return { type: 'InteractionSample', user: text.parse(row['v0']), item: text.parse(row['v1']), value: number.parse(row['v2']), time: seconds === null ? null : timeOf(seconds), isCut };
    }
  }
}

/** Times that no date can hold are not told. */
function timeOf(seconds: number): Date | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time;
}
