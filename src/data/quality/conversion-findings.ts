import type { QualityFinding } from '../../domain/quality-report.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { ImageChange } from '../../domain/import-preview.ts';
import type { ConvertedImages, ImportedVersion } from '../import-options.ts';
import { plural } from '../shown.ts';

const meanings: Record<Exclude<ImageChange, 'SIZE'>, string> = {
  GRAY: 'turned from colours to gray',
  ROTATION: 'turned upright as their rotation tag says',
  TRANSPARENCY: 'laid on black where they are transparent',
  DEPTH: 'brought from 16 bits to 8',
  INK: 'brought from inks (CMYK) to RGB',
  FRAMES: 'animated, of which the first frame was kept',
};
const fits = { COVER: 'scaled to cover it, what is too much cut off on both sides', CONTAIN: 'scaled to fit into it, black on both sides', STRETCH: 'stretched to it' } as const;

/** CONVERTED_SAMPLES: images that are not stored as they came, and what was done to them. */
export function conversionFindings({ converted }: Pick<ImportedVersion, 'converted'>, { counts }: Pick<DatasetDescription, 'counts'>): QualityFinding[] {
  if (converted === undefined) return [];
  const share = converted.count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  return [{ check: 'CONVERTED_SAMPLES', severity: 'INFO', count: converted.count, share, message: `${plural(converted.count, 'image')} ${converted.count === 1 ? 'was' : 'were'} converted: ${changesOf(converted)}.` }];
}

function changesOf({ changes, height, width, fit, asked }: ConvertedImages): string {
  const size = changes.SIZE === undefined ? [] : [`${changes.SIZE} of other sizes brought to ${height} × ${width} (height × width; ${asked ? 'asked for' : 'the most frequent size, at most 128 pixels a side, sides multiples of 4'}), ${fits[fit]}`];
  const others = (Object.keys(meanings) as (keyof typeof meanings)[]).flatMap((change) => (changes[change] === undefined ? [] : [`${changes[change]} ${meanings[change]}`]));
  return [...size, ...others].join('; ');
}
