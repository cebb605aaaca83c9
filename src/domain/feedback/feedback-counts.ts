/** What counts of the feedback on a model or a part of its generations, by kind. */
export interface FeedbackCounts {
  readonly count: number;
  readonly positive: number;
  readonly negative: number;
  readonly corrections: number;
  readonly scores: number;
  readonly meanScore: number | null;
  readonly accepted: number;
  readonly edited: number;
  readonly ignored: number;
  /** Outputs that were preferred to another one, and those that another one was preferred to. */
  readonly preferred: number;
  readonly passedOver: number;
}

export const NO_FEEDBACK: FeedbackCounts = { count: 0, positive: 0, negative: 0, corrections: 0, scores: 0, meanScore: null, accepted: 0, edited: 0, ignored: 0, preferred: 0, passedOver: 0 };

/** Over rows of `counted_feedback`. */
export const COUNTS = `count(*)::int as count,
  count(*) filter (where rating = 'POSITIVE')::int as positive,
  count(*) filter (where rating = 'NEGATIVE')::int as negative,
  count(*) filter (where correction_label is not null or correction_text is not null)::int as corrections,
  count(score)::int as scores, avg(score) as "meanScore",
  count(*) filter (where signal = 'ACCEPTED')::int as accepted,
  count(*) filter (where signal = 'EDITED')::int as edited,
  count(*) filter (where signal = 'IGNORED')::int as ignored,
  count(over_generation_id)::int as preferred`;
