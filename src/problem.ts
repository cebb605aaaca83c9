/** Something that keeps a process from running and that its owner can mend: one sentence that says what to do. */
export class Problem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
