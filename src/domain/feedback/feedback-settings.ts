/** How a project treats feedback; each has a default. */
export interface FeedbackSettings {
  /** Feedback of one subject within an hour; more is refused. */
  readonly perSubjectPerHour: number;
  /** Feedback by one API key within a minute; more is refused. */
  readonly perKeyPerMinute: number;
  /** From which probability on an answer is sure enough to become a sample; below it is reviewed. */
  readonly minimumPosterior: number;
  /** Reviewers who have to look at a task. */
  readonly reviewersPerTask: number;
  /** Generations without feedback that are put up for review because the model was unsure, per model; 0: none. */
  readonly unsureGenerations: number;
}

export const defaultFeedbackSettings: FeedbackSettings = { perSubjectPerHour: 1000, perKeyPerMinute: 120_000, minimumPosterior: 0.8, reviewersPerTask: 1, unsureGenerations: 100 };

/** What a project may set each to. */
export const feedbackSettingRanges: { readonly [K in keyof FeedbackSettings]: { readonly minimum: number; readonly maximum: number; readonly whole: boolean } } = {
  perSubjectPerHour: { minimum: 1, maximum: 1_000_000, whole: true },
  perKeyPerMinute: { minimum: 1, maximum: 1_000_000, whole: true },
  minimumPosterior: { minimum: 0.5, maximum: 0.999, whole: false },
  reviewersPerTask: { minimum: 1, maximum: 10, whole: true },
  unsureGenerations: { minimum: 0, maximum: 10_000, whole: true },
};

export const settingsOf = (stored: Partial<FeedbackSettings> | null | undefined): FeedbackSettings => ({ ...defaultFeedbackSettings, ...stored });
