/** A backend cannot be used in this process; the message says why, in words that fit after "WebGPU: ". */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}
