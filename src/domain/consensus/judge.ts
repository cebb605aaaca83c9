import type { ConsensusKind, ConsensusState, Vote } from '../entities/consensus-label.ts';
import type { Answer } from './read-answers.ts';
import type { AnsweredItem } from './tabulate.ts';

/** Of the trust in all who answered, so much must be with those who say the label, where they disagree. */
const CLEAR_MAJORITY = 0.6;
/** Of a crowd that is known well what is as probable as that, and said by so many, needs no majority: `npm run bench -- consensus` tells how often it is right. */
const SURE = 0.95;
const SURE_SUPPORT = 2;
/** Whoever is trusted less says nothing that is worth a reviewer's time. */
const LEAST_TRUST = 0.5;

/** How an item was weighed. */
export interface Weights {
  /** How probable a label is, 0 to 1. */
  readonly probability: (label: string) => number;
  /** In nats. */
  readonly entropy: number;
  /** How far each answer is trusted, in their order; 0 to 1. */
  readonly trust: readonly number[];
}

export interface JudgedLabel {
  readonly item: string;
  readonly kind: ConsensusKind;
  readonly generationId: string;
  readonly output: number;
  readonly label: string | null;
  readonly probability: number;
  readonly entropy: number;
  readonly answers: number;
  readonly agreeing: number;
  readonly votes: readonly Vote[];
  readonly feedbackId: string | null;
  readonly subject: string | null;
  readonly state: ConsensusState;
  readonly reason: string;
}

export interface JudgingRules {
  readonly minimumProbability: number;
  /** Classes that the model knows; null of texts and choices. */
  readonly classes: ReadonlySet<string> | null;
  /** Whether enough was said by enough people to tell how they answer. */
  readonly isCrowdKnown: boolean;
}

/**
 * Whether what was said of a prompt becomes a sample. Where nobody disagrees it does, unless those who say it are known to be wrong
 * elsewhere; where they disagree, only what is probable enough and said by a clear majority of the trust, or, of a crowd that is known
 * well, what hardly leaves a doubt.
 */
export function judge({ item, answers }: AnsweredItem, weights: Weights, rules: JudgingRules): JudgedLabel {
  const votes = votesOf(answers);
  const label = likeliest(votes, weights);
  const supporting = answers.filter(({ said }) => said !== null && said === label);
  const newest = supporting.at(-1);
  const shown = newest ?? answers.at(-1);
  if (!shown) throw new Error('An item without answers.');
  return {
    item, kind: shown.kind, generationId: shown.generationId, output: shown.output, label, probability: label === null ? 0 : weights.probability(label), entropy: weights.entropy,
    answers: answers.length, agreeing: supporting.length, votes, feedbackId: newest?.feedbackId ?? null, subject: newest?.subject ?? null, ...verdict(answers, label, weights, rules),
  };
}

type Verdict = Pick<JudgedLabel, 'state' | 'reason'>;

function verdict(answers: readonly Answer[], label: string | null, { probability, trust }: Weights, { minimumProbability, classes, isCrowdKnown }: JudgingRules): Verdict {
  const most = trust.reduce((best, one) => Math.max(best, one), 0);
  if (label === null) return most < LEAST_TRUST ? outvoted : { state: 'REVIEW', reason: 'The model was wrong, and nobody said what is right.' };
  const isNewClass = classes !== null && !classes.has(label);
  const probable = probability(label);
  if (answers.every(({ said }) => said === label)) {
    if (probable < minimumProbability && most < LEAST_TRUST) return outvoted;
    if (probable < minimumProbability && most < minimumProbability) return { state: 'REVIEW', reason: 'Said by nobody who is known well enough to be right.' };
  } else {
    const all = trust.reduce((sum, one) => sum + one, 0);
    const agreeing = trust.reduce((sum, one, at) => sum + (answers[at]?.said === label ? one : 0), 0);
    const others = answers.flatMap(({ said }, at) => (said === label ? [] : (trust[at] ?? 0)));
    // A few answers tell little of who is right elsewhere: as many on the other side must be known to be wrong.
    const isSettled = answers.length > 2 * others.length || others.every((one) => one < LEAST_TRUST);
    const isSure = isCrowdKnown && probable >= SURE && answers.length - others.length >= SURE_SUPPORT;
    if (probable < minimumProbability || !(isSure || (isSettled && agreeing >= CLEAR_MAJORITY * all))) return { state: 'REVIEW', reason: 'People disagree.' };
  }
  return isNewClass ? { state: 'REVIEW', reason: 'A class that the model does not have.' } : { state: 'USABLE', reason: answers.length === 1 ? 'One person says it.' : 'Enough people who are right elsewhere say it.' };
}

const outvoted: Verdict = { state: 'OUTVOTED', reason: 'Said only by people whose other answers are mostly wrong.' };

/** Most said first. */
function votesOf(answers: readonly Answer[]): Vote[] {
  const counts = new Map<string | null, number>();
  for (const { said } of answers) counts.set(said, (counts.get(said) ?? 0) + 1);
  return [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count || (a.label ?? '').localeCompare(b.label ?? ''));
}

function likeliest(votes: readonly Vote[], { probability }: Weights): string | null {
  const named = votes.flatMap(({ label }) => label ?? []);
  return named.reduce<string | null>((best, label) => (best === null || probability(label) > probability(best) ? label : best), null);
}
