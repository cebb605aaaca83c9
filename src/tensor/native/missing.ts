/** The native TensorFlow cannot be used in this process. `reason` says why, `remedy` what to do about it. */
export class NativeTensorFlowMissing extends Error {
  override readonly name = 'NativeTensorFlowMissing';
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string, options?: ErrorOptions) {
    super(`Native TensorFlow is not available: ${reason}. ${remedy}.`, options);
    this.reason = reason;
    this.remedy = remedy;
  }
}
