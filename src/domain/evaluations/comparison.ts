import type { Better } from '../../plugin/index.ts';

/** How often two models are right on the same samples. */
export interface PairedOutcomes {
  readonly bothRight: number;
  /** Samples that the evaluated model alone gets right. */
  readonly onlyThis: number;
  /** Samples that the baseline alone gets right. */
  readonly onlyBaseline: number;
  readonly bothWrong: number;
}

/** MC_NEMAR: `mcNemar` and `pairedDifference`. BOOTSTRAP: `resampledP` and `percentileInterval`. NONE: there are no scores of single samples. */
export const comparisonMethods = ['MC_NEMAR', 'BOOTSTRAP', 'NONE'] as const;
export type ComparisonMethod = (typeof comparisonMethods)[number];

/** Of the evaluated model, beside the baseline, at a p-value below 0.05. */
export const verdicts = ['BETTER', 'WORSE', 'UNDECIDED', 'UNTESTED'] as const;
export type Verdict = (typeof verdicts)[number];

export interface MetricComparison {
  /** Without the split: `accuracy`. */
  readonly name: string;
  readonly value: number;
  readonly baseline: number;
  /** `value` less `baseline`. */
  readonly difference: number;
  /** 95 % interval of the difference; null where nothing was tested. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided; null where nothing was tested. */
  readonly pValue: number | null;
  readonly method: ComparisonMethod;
  /** Null where nobody says which way is better. */
  readonly better: Better | null;
  readonly verdict: Verdict;
  /** Of shares alone: what the test counts. */
  readonly outcomes: PairedOutcomes | null;
}

/** How a class is found by either model: the recalls of one class, on its samples. */
export interface ClassComparison {
  readonly label: string;
  readonly support: number;
  readonly recall: number;
  readonly baseline: number;
  readonly difference: number;
  /** 95 % interval of the difference, of this class by itself. */
  readonly low: number;
  readonly high: number;
  /** McNemar's, of this class by itself. */
  readonly pValue: number;
  /** With Holm's adjustment for looking at all classes at once. */
  readonly adjustedPValue: number;
  readonly verdict: Exclude<Verdict, 'UNTESTED'>;
  readonly outcomes: PairedOutcomes;
}

/** A model version beside another one, on the same samples. */
export interface Comparison {
  /** Samples of which both have scores. */
  readonly sampleCount: number;
  /** Metrics that both have, in the order of the evaluated model's. */
  readonly metrics: readonly MetricComparison[];
  /** Of classifiers: classes that have samples, the one that lost most first. */
  readonly classes: readonly ClassComparison[];
}
