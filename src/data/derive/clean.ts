import { z } from 'zod';
import { type CleaningStep, cleaningSteps } from '../../domain/quality-report.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import { ImportFault } from '../import-fault.ts';
import { findingsName } from '../quality/assess.ts';
import { isConcerned } from '../quality/cleaning-preview.ts';
import { nothingLeftOut } from '../quality/left-out.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { deriveVersion, type DeriveOptions, type Edit } from './derive-version.ts';
import { imputeMissing } from './impute-missing.ts';
import { redactSamples } from './redact-samples.ts';

type DroppingStep = Exclude<CleaningStep, 'IMPUTE_MISSING' | 'REDACT_PERSONAL_DATA'>;

/** What is wrong with the samples that a step takes away, for the list of changes. */
const reasons: Readonly<Record<DroppingStep, string>> = {
  DROP_MISSING: 'with missing values or without a label',
  DROP_DUPLICATES: 'that repeat another',
  DROP_NEAR_DUPLICATES: 'that nearly repeat another',
  DROP_CONFLICTING_LABELS: 'that are equal to one of another label',
  DROP_MISLABELED: 'whose label is probably wrong',
  DROP_LEAKED: 'that have a copy in an earlier split',
  DROP_OUTLIERS: 'far from all others',
  DROP_CORRUPT: 'that are damaged',
  DROP_RARE_CLASSES: 'of classes with too few samples to learn from',
};

export interface Cleaning {
  readonly steps: readonly CleaningStep[];
  /** Whether each concerns only the samples of the findings that suggest it, not all that its checks found. */
  readonly suggestedOnly: boolean;
}

/** Makes a cleaned version: the steps are taken in the order of `cleaningSteps`, on what the parent's assessment found. */
export function cleanVersion(options: Omit<DeriveOptions, 'reads'>, cleaning: Cleaning) {
  return deriveVersion({ ...options, reads: [`${options.parent}/${findingsName}`] }, editBy(options, cleaning));
}

function editBy({ store, parent }: Omit<DeriveOptions, 'reads'>, { steps, suggestedOnly }: Cleaning): Edit {
  return async (version, before) => {
    const { database } = version;
    const path = await store.localFile(`${parent}/${findingsName}`);
    await database.run(`CREATE VIEW flagged AS SELECT * FROM read_parquet(${literal(path)})`);
    // Versions that were assessed before suggestions were kept for each sample tell, in their preview, of all samples.
    const narrow = suggestedOnly && (await database.has("SELECT 1 FROM (DESCRIBE flagged) WHERE column_name = 'suggestion'"));
    const changes: VersionChange[] = [];
    for (const step of cleaningSteps.filter((one) => steps.includes(one))) changes.push(await take(version, step, isConcerned(step, narrow)));
    const leftOut = {
      ...before,
      corrupt: steps.includes('DROP_CORRUPT') ? nothingLeftOut.corrupt : before.corrupt,
      incomplete: steps.includes('DROP_MISSING') ? nothingLeftOut.incomplete : before.incomplete,
    };
    const accepted = before.corrupt.count - leftOut.corrupt.count + before.incomplete.count - leftOut.incomplete.count;
    if (accepted === 0 && changes.every(({ count }) => count === 0)) {
      const why = changes.flatMap(({ kind, message }) => (kind === 'IMPUTE_MISSING' || kind === 'REDACT_PERSONAL_DATA' ? [message] : []));
      throw new ImportFault([`Nothing to clean: no sample is concerned by ${steps.join(', ')}.`, ...why].join(' '));
    }
    return { changes, leftOut };
  };
}

async function take(version: OpenedVersion, step: CleaningStep, concerned: string): Promise<VersionChange> {
  if (step === 'IMPUTE_MISSING') return imputeMissing(version, concerned);
  if (step === 'REDACT_PERSONAL_DATA') return redactSamples(version, concerned);
  const { database } = version;
  const { count } = await database.one(`SELECT count(*) AS count FROM edited WHERE ${concerned}`, z.object({ count: wholeNumber }));
  if (count > 0) await database.run(`DELETE FROM edited WHERE ${concerned}`);
  return { kind: step, count, message: `${plural(count, 'sample')} ${reasons[step]} ${count === 1 ? 'was' : 'were'} taken away.` };
}
