/**
 * Something that set-up cannot do by itself. `reason` says what is missing, `remedy` what to do about it;
 * each is a whole clause, and the message is the one sentence that a person reads.
 */
export class SetupProblem extends Error {
  /** @param {string} reason @param {string} remedy */
  constructor(reason, remedy) {
    super(`${reason}: ${remedy}.`);
    this.name = 'SetupProblem';
    this.reason = reason;
    this.remedy = remedy;
  }
}
