import type { ImportPreviewFragment } from '../../gql/graphql';
import { count, words } from '../../text/format';

const delimiters: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const splits = { TRAIN: 'training split', VALIDATION: 'validation split', TEST: 'test split' } as const;
const changes: Readonly<Record<NonNullable<ImportPreviewFragment['images']>['changes'][number]['change'], string>> = {
  SIZE: 'scaled', GRAY: 'made gray', ROTATION: 'stood upright', TRANSPARENCY: 'laid on black', DEPTH: 'of 16 bits, of which 8 are kept', INK: 'turned from inks to RGB', FRAMES: 'animated, of which the first frame is kept',
};

/** How a file is written: `train.csv: gzip, windows-1252, commas between fields, first line names the columns, training split`. */
export function fileInWords({ name, packed, encoding, mixedEncodings, encodingInDoubt, delimiter, header, split }: ImportPreviewFragment['files'][number]): string {
  const parts = [
    packed,
    encoding && `${encoding}${mixedEncodings ? ' with lines of another encoding' : encodingInDoubt ? ' (most likely another; choose it above)' : ''}`,
    delimiter && `${delimiters[delimiter] ?? delimiter} between fields`,
    header === null ? null : header ? 'first line names the columns' : 'no line of names',
    split && splits[split],
  ].filter((part) => part !== null && part !== undefined && part !== '');
  return parts.length === 0 ? name : `${name}: ${parts.join(', ')}`;
}

/** What images would be brought to, and how. */
export function imagesInWords({ height, width, channels, asked, sizes, changes: done }: NonNullable<ImportPreviewFragment['images']>): string {
  const rule = sizes.length > 1 && !asked ? ' (by the most frequent size)' : '';
  const changed = done.map(({ change, count: times }) => `${count(times)} ${changes[change]}`);
  return [`${height} × ${width} pixels${rule}`, channels === 1 ? 'gray' : 'RGB', sizes.length > 1 ? `from ${count(sizes.length)} sizes` : null, ...changed].filter((part) => part !== null).join(', ');
}

/** Of a column: `Text`, `Feature, number`, `Left out`. */
export function roleInWords({ roles, type }: ImportPreviewFragment['columns'][number]): string {
  if (roles.length === 0) return 'Left out';
  const named = roles.map((role, index) => (index === 0 ? words(role) : words(role).toLowerCase())).join(', ');
  return type === null ? named : `${named}, ${type.toLowerCase()}`;
}
