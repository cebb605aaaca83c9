export const userErrorCodes = [
  'INVALID_INPUT', 'NOT_FOUND', 'FORBIDDEN', 'CONFLICT', 'INVALID_STATE', 'QUALITY_GATE_FAILED', 'IDEMPOTENCY_KEY_REUSED', 'CAPACITY', 'QUOTA_EXCEEDED',
] as const;
export type UserErrorCode = (typeof userErrorCodes)[number];

/** Something that a caller did and can mend; the message is for them. Reaches GraphQL clients as a `UserError`. */
export class Fault extends Error {
  readonly code: UserErrorCode;
  /** Where in the input. */
  readonly path: readonly string[] | undefined;
  /** When the same would be taken, of QUOTA_EXCEEDED. */
  readonly retryAt: Date | undefined;

  constructor(code: UserErrorCode, message: string, path?: readonly string[], retryAt?: Date) {
    super(message);
    this.name = 'Fault';
    this.code = code;
    this.path = path;
    this.retryAt = retryAt;
  }

  /** The same of an input that lies within another. */
  within(...outer: readonly string[]): Fault {
    return new Fault(this.code, this.message, [...outer, ...(this.path ?? [])], this.retryAt);
  }
}

/** Several faults of one input, reported together. */
export class Faults extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map((fault) => fault.message).join(' '));
    this.name = 'Faults';
    this.faults = faults;
  }
}
