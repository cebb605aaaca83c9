/**
 * Columns of the view `samples`, by which every kind of version is opened (`open-version.ts`), beside its content:
 *
 * - `sample_position`  place in the stored order, from 0: what names a sample within its version
 * - `label`  class name or null, for all kinds
 * - `split`  TRAIN, VALIDATION or TEST
 * - `subject`, `hash`, `file`, `row`, `entry`  as `samples-manifest.ts` says; `row` of an IDX image is its place in the file, from 1
 * - `place`  record in `images.bin`; of IMAGE alone
 *
 * `class` and `file_row_number` are columns while samples are made or read; content is called otherwise, too.
 */
export const ownColumns = ['label', 'split', 'subject', 'hash', 'file', 'row', 'entry', 'sample_position', 'class', 'file_row_number'] as const;
