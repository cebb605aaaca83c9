import type { Experiment } from '../entities/experiment.ts';
import type { Comparison } from './compare.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const points = (difference: number) => `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)}`;
const subjects = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'subject' : 'subjects'}`;

/** What a comparison of satisfaction tells so far, for whoever decides. */
export function satisfactionInWords({ plan }: Pick<Experiment, 'plan'>, comparison: Comparison): string {
  const { control, candidate, sequential } = comparison;
  if (!sequential) return candidate.subjects === 0 ? 'Nobody has rated the candidate yet.' : 'Nobody has rated the control yet.';
  const { difference, low, high } = sequential;
  const verdict = low > 0 ? 'The candidate is better.' : high < 0 ? 'The candidate is worse.' : Math.max(Math.abs(low), Math.abs(high)) < plan.minimumEffect ? `There is no difference of ${percent(plan.minimumEffect)} or more.` : 'Not decided yet.';
  const observed = `${percent(candidate.hits / candidate.subjects)} of its ${subjects(candidate.subjects)} are satisfied, of the control's ${control.subjects.toLocaleString('en')} ${percent(control.hits / control.subjects)}`;
  return `${verdict} ${observed}: ${points(difference)} points, and between ${points(low)} and ${points(high)} with ${percent(plan.confidence)} confidence, whenever one looks.`;
}
