import type { DecisionNumber } from '../decision-number.ts';
import { totalOf } from './read-counts.ts';
import { type AlwaysValid, alwaysValid, type Sequential } from './statistics/always-valid.ts';
import type { Counted, Stratum } from './statistics/difference.ts';
import { newcombe } from './statistics/newcombe.ts';

/** Candidate against control, in one outcome. */
export interface Comparison {
  readonly control: Counted;
  readonly candidate: Counted;
  /** Null where an arm has nobody yet. */
  readonly sequential: AlwaysValid | null;
  /** For one look at the end. Null where an arm has nobody, and where the share has grown: then the arms were not in one proportion throughout. */
  readonly fixed: { readonly low: number; readonly high: number } | null;
}

export function compare(strata: readonly Stratum[], sequential: Sequential): Comparison {
  const { control, candidate } = totalOf(strata);
  const counted = strata.filter((stratum) => stratum.control.subjects + stratum.candidate.subjects > 0);
  return {
    control,
    candidate,
    sequential: alwaysValid(strata, sequential) ?? null,
    fixed: counted.length === 1 ? (newcombe(control, candidate, sequential.alpha) ?? null) : null,
  };
}

/** As decisions keep them; `outcome` is what is counted: `satisfaction` or `errors`. */
export function numbersOf(outcome: string, { control, candidate, sequential }: Comparison): DecisionNumber[] {
  const share = (name: string, { subjects, hits }: Counted) => [{ name: `${outcome}/${name}_subjects`, value: subjects }, ...(subjects > 0 ? [{ name: `${outcome}/${name}`, value: hits / subjects }] : [])];
  return [
    ...share('control', control),
    ...share('candidate', candidate),
    ...(sequential ? [{ name: `${outcome}/difference`, value: sequential.difference }, { name: `${outcome}/low`, value: sequential.low }, { name: `${outcome}/high`, value: sequential.high }] : []),
  ];
}
