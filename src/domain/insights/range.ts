import { Fault } from '../fault.ts';

export const insightsPeriods = ['DAY', 'WEEK'] as const;
export type InsightsPeriod = (typeof insightsPeriods)[number];

/** What insights look at: from a time on, until before another. */
export interface InsightsRange {
  readonly from: Date;
  readonly to: Date;
  readonly by: InsightsPeriod;
}

const DAY_MS = 86_400_000;
const USUAL_DAYS = 90;
const MOST_DAYS = 731;

/** The last 90 days by day where nothing is said. @throws Fault */
export function insightsRange(input: { readonly from?: Date | null | undefined; readonly to?: Date | null | undefined; readonly by?: InsightsPeriod | null | undefined }): InsightsRange {
  const to = input.to ?? new Date();
  const from = input.from ?? new Date(to.getTime() - USUAL_DAYS * DAY_MS);
  if (from >= to) throw new Fault('INVALID_INPUT', 'from must be before to.', ['from']);
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS) throw new Fault('INVALID_INPUT', `At most ${MOST_DAYS} days can be looked at together.`, ['from']);
  return { from, to, by: input.by ?? 'DAY' };
}
