import type { StoredOutput } from '../../../src/domain/stored-output.ts';

/** Where a picture lies; throws for anything else. */
export function imageKey(output: StoredOutput | undefined): string {
  if (output?.type !== 'image') throw new Error(`An image was expected, not ${output?.type ?? 'nothing'}.`);
  return output.key;
}
