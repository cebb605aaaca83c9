/** A number that a decision was taken by, under a name that says what it is: `satisfaction/difference`. */
export interface DecisionNumber {
  readonly name: string;
  readonly value: number;
}
