/** The tokens and labels of many texts in two arrays: 4 bytes for each token, 16 for each text. */
export class TokenStore {
  #tokens = new Int32Array(1 << 16);
  #used = 0;
  readonly #ends: number[] = [];
  readonly #labels: number[] = [];
  readonly #weights: number[] = [];

  /** @param weight  how much it counts in the loss */
  add(tokens: readonly number[], label: number, weight = 1): void {
    while (this.#used + tokens.length > this.#tokens.length) {
      const longer = new Int32Array(2 * this.#tokens.length);
      longer.set(this.#tokens);
      this.#tokens = longer;
    }
    this.#tokens.set(tokens, this.#used);
    this.#used += tokens.length;
    this.#ends.push(this.#used);
    this.#labels.push(label);
    this.#weights.push(weight);
  }

  get count(): number {
    return this.#labels.length;
  }

  labelOf(text: number): number {
    return this.#labels[text] ?? -1;
  }

  weightOf(text: number): number {
    return this.#weights[text] ?? 1;
  }

  lengthOf(text: number): number {
    return (this.#ends[text] ?? 0) - (this.#ends[text - 1] ?? 0);
  }

  tokensOf(text: number): Int32Array {
    return this.#tokens.subarray(this.#ends[text - 1] ?? 0, this.#ends[text]);
  }
}
