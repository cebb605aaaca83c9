/** When a policy's wheel turns, and which candidate it promotes. */
export interface FlywheelRules {
  /** New usable labels from feedback that start a cycle. */
  readonly minimumFeedback: number;
  /** Of the test split, without its name: accuracy. */
  readonly metric: string;
  /** By which the candidate has to be better, in the metric's unit; what it gains has to be more than chance besides. */
  readonly minimumImprovement: number;
  /** By which a class may at most be found less often than by production; null: any. */
  readonly maximumClassDrop: number | null;
  /** From the end of a cycle to the next one. */
  readonly cooldownSeconds: number;
  /** Turns also where this long no cycle began and anything usable is new; null: never. */
  readonly everySeconds: number | null;
  /** Turns also where satisfaction with production is below this beyond doubt and anything usable is new; null: never. */
  readonly minimumSatisfaction: number | null;
  /** Turns also where what production answers is spread otherwise than what it learned from, by a stability index above this and beyond chance, and anything usable is new; null: never. */
  readonly maximumDrift: number | null;
  /** Of all runs of cycles in any seven days; where it is used up no cycle begins. Null: no such budget. */
  readonly weeklyTrainingSeconds: number | null;
  /** Of a training run; null: none. */
  readonly maximumTrainingSeconds: number | null;
  /** Whether training goes on from production's weights. */
  readonly warmStart: boolean;
  /** Whether a rejected version is cleaned by what its findings suggest. */
  readonly clean: boolean;
  /** Whether a person has to agree before a candidate is promoted. */
  readonly requireApproval: boolean;
}

export const flywheelTriggers = ['FEEDBACK', 'SCHEDULE', 'SATISFACTION', 'DRIFT', 'PERSON'] as const;
export type FlywheelTrigger = (typeof flywheelTriggers)[number];

/** How soon a trigger or the end of a step is seen, while a worker runs. */
export const CHECK_SECONDS = 2;
