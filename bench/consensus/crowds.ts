/** Who answers what: shares of people who like whatever comes, and who praise what is wrong and call what is right wrong; how often honest people mistake a class for one that is like it. */
export interface Crowd {
  readonly people: number;
  readonly prompts: number;
  readonly classes: number;
  readonly lazy: number;
  readonly hostile: number;
  readonly mistaken: number;
}

const shares = [
  { lazy: 0.2, hostile: 0.2, mistaken: 0 },
  { lazy: 0.2, hostile: 0.4, mistaken: 0 },
  { lazy: 0.2, hostile: 0.2, mistaken: 0.15 },
  { lazy: 0.3, hostile: 0.3, mistaken: 0.1 },
] as const;

/** From few answers about a hundred prompts to many about some thousand; of few classes and of many; of few people who are known well and of many who say little. */
export const crowds: readonly Crowd[] = [100, 500, 1000, 4000].flatMap((prompts) =>
  [3, 77].flatMap((classes) => [30, Math.max(100, prompts / 2)].flatMap((people) => shares.map((habits) => ({ people, prompts, classes, ...habits })))));
