import type { DatasetDescription } from '../../plugin/index.ts';
import type { Check } from './assessed-version.ts';
import { blankImageFindings } from './blank-image-findings.ts';
import { brokenTextFindings } from './broken-text-findings.ts';
import { classFindings } from './class-findings.ts';
import { countSamples } from './count-samples.ts';
import { equalSampleFindings } from './equal-sample-findings.ts';
import { labelNoiseFindings } from './label-noise/label-noise-findings.ts';
import { missingValueFindings } from './missing-value-findings.ts';
import { nearDuplicateFindings } from './near/near-duplicate-findings.ts';
import { outlierFindings } from './outliers/outlier-findings.ts';
import { personalDataFindings } from './personal-data-findings.ts';
import { rareClassSamples } from './rare-class-samples.ts';
import { shortTextFindings } from './short-text-findings.ts';
import { subjectLeakageFindings } from './subject-leakage-findings.ts';

/** The checks that look at a version alone, in their order: what is equal comes before what is nearly equal. */
export function checksOf(description: DatasetDescription): readonly Check[] {
  switch (description.kind) {
    case 'IMAGE':
      return [blankImageFindings, equalSampleFindings, nearDuplicateFindings, subjectLeakageFindings, classes, labelNoiseFindings, outlierFindings];
    case 'TEXT':
      // Paragraphs of one text may well be equal, such as the name of the one who speaks, and of any length.
      if (description.continuous === true) return [brokenTextFindings, shortTextFindings, personalDataFindings];
      return [missingValueFindings, brokenTextFindings, equalSampleFindings, nearDuplicateFindings, subjectLeakageFindings, classes, labelNoiseFindings, outlierFindings, personalDataFindings];
    case 'TEXT_PAIR':
      return [missingValueFindings, brokenTextFindings, equalSampleFindings, nearDuplicateFindings, subjectLeakageFindings, classes, outlierFindings, personalDataFindings];
    case 'TABULAR':
      return [missingValueFindings, brokenTextFindings, equalSampleFindings, nearDuplicateFindings, subjectLeakageFindings, classes, labelNoiseFindings, outlierFindings, personalDataFindings];
    case 'INTERACTION':
      return [missingValueFindings, equalSampleFindings, classes, outlierFindings, personalDataFindings];
  }
}

const classes: Check = async (version) => {
  const counted = await countSamples(version.database, version.description);
  await rareClassSamples(version, counted);
  return classFindings(counted);
};
