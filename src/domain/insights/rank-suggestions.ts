import type { LearningCurveResult, SourceValuesResult } from '../data-studies/study-result.ts';
import type { DecisionNumber } from '../decision-number.ts';
import type { ClassResult, EvaluationResult } from '../evaluation-result.ts';
import type { Suggestion } from './collect-next.ts';

/** What is known of a model's data. */
export interface Evidence {
  readonly result: EvaluationResult | null;
  readonly curve: LearningCurveResult | null;
  readonly sources: SourceValuesResult | null;
  /** Of classes, over the prompts that several people answered. */
  readonly agreement: ReadonlyMap<string, { readonly prompts: number; readonly agreement: number }>;
}

const MOST = 20;
/** People who agree in fewer of their answers need a clearer question first. */
const LOW_AGREEMENT = 0.7;
const LEAST_PROMPTS = 5;

/**
 * Ranked by what 1,000 samples more are expected to bring: classes by their learning curves, sources by what the model loses without
 * them. Then classes without a curve, by the accuracy that is missing in them; then what people disagree about.
 */
export function suggestions(evidence: Evidence): Suggestion[] {
  const classes = (evidence.result?.classification?.classes ?? []).flatMap((one) => classSuggestion(one, evidence) ?? []);
  const all = [...classes.map(({ suggestion }) => suggestion), ...sourceSuggestions(evidence.sources)];
  const missing = new Map(classes.map(({ suggestion, missing: share }) => [suggestion, share]));
  const rank = (one: Suggestion) => missing.get(one) ?? 0;
  const sorted = all.sort((a, b) => (b.gain ?? -1) - (a.gain ?? -1) || rank(b) - rank(a));
  return [...sorted, ...disagreements(evidence)].slice(0, MOST);
}

/** Nothing of a class in which no mistake is made. */
function classSuggestion({ label, support, recall }: ClassResult, { result, curve }: Evidence): { readonly suggestion: Suggestion; readonly missing: number } | undefined {
  if (!recall || recall.value === 1) return undefined;
  const fitted = curve?.classes.find((one) => one.label === label);
  const gain = fitted?.overallGain ?? null;
  const missing = ((1 - recall.value) * support) / Math.max(1, result?.sampleCount ?? support);
  const numbers: DecisionNumber[] = [{ name: 'recall', value: recall.value }, { name: 'support', value: support }, { name: 'missing accuracy', value: missing }];
  if (fitted) numbers.push({ name: 'samples', value: fitted.samples });
  if (fitted?.thousandMore) numbers.push({ name: 'recall/gain', value: fitted.thousandMore.value }, { name: 'recall/gain/low', value: fitted.thousandMore.low }, { name: 'recall/gain/high', value: fitted.thousandMore.high });
  const found = `${percent(recall.value)} of ${JSON.stringify(label)} are found${fitted ? `, learned from ${fitted.samples} samples` : ''}`;
  const worth = fitted?.thousandMore ? `; 1,000 more are expected to bring ${points(fitted.thousandMore.value)} (95 % interval ${points(fitted.thousandMore.low)} to ${points(fitted.thousandMore.high)}).` : '. A learning curve would tell what more of them are worth.';
  return { suggestion: { kind: 'CLASS', name: label, reason: `${found}${worth}`, gain: gain?.value ?? null, numbers }, missing };
}

function sourceSuggestions(values: SourceValuesResult | null): Suggestion[] {
  return (values?.sources ?? []).flatMap(({ source, samples, gain, low, high, verdict }): Suggestion[] => {
    if (verdict === 'UNDECIDED') return [];
    const perThousand = (1000 * gain) / Math.max(1, samples);
    const numbers: DecisionNumber[] = [{ name: 'gain', value: gain }, { name: 'gain/low', value: low ?? gain }, { name: 'gain/high', value: high ?? gain }, { name: 'samples', value: samples }];
    const worth = `The model is ${verdict === 'HELPS' ? 'better' : 'worse'} by ${shown(Math.abs(gain))} with the ${samples} samples of ${JSON.stringify(source)}`;
    const advice = verdict === 'HELPS' ? 'more of the same kind are likely to help.' : 'look at them before you collect more of the kind.';
    return [{ kind: 'SOURCE', name: source, reason: `${worth}; ${advice}`, gain: perThousand, numbers }];
  });
}

function disagreements({ agreement }: Evidence): Suggestion[] {
  return [...agreement]
    .filter(([, { prompts, agreement: share }]) => share < LOW_AGREEMENT && prompts >= LEAST_PROMPTS)
    .sort(([, a], [, b]) => a.agreement - b.agreement)
    .map(([label, { prompts, agreement: share }]): Suggestion => ({
      kind: 'AGREEMENT', name: label, gain: null, numbers: [{ name: 'agreement', value: share }, { name: 'prompts', value: prompts }],
      reason: `Of people who were asked the same, ${percent(share)} agree on ${JSON.stringify(label)} (${prompts} prompts). Say what belongs to it before you collect more.`,
    }));
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const points = (share: number) => `${(100 * share).toFixed(1)} points of recall`;
const shown = (value: number) => String(Number(value.toPrecision(3)));
