import type { Tensor, TensorFlow } from 'flywheel/plugin';
import type { LossTerms } from './loss.ts';

/** The loss terms of the steps since the last log line. They stay tensors until they are shown, so no step waits. */
export class RunningLoss {
  readonly #tf: TensorFlow;
  #reconstruction: Tensor[] = [];
  #kl: Tensor[] = [];

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  /** Owns the terms from now on. */
  add({ reconstruction, kl }: LossTerms): void {
    this.#reconstruction.push(reconstruction);
    this.#kl.push(kl);
  }

  /** Means over the steps since the last call, and forgets them. */
  async take(): Promise<{ reconstruction: number; kl: number }> {
    const steps = this.#reconstruction.length;
    const values = this.snapshot();
    this.dispose();
    const numbers = await values.data();
    values.dispose();
    const mean = (part: Float32Array) => part.reduce((sum, value) => sum + value, 0) / steps;
    return { reconstruction: mean(Float32Array.from(numbers.subarray(0, steps))), kl: mean(Float32Array.from(numbers.subarray(steps))) };
  }

  /** For a checkpoint, [2 × steps]; the caller disposes it. */
  snapshot(): Tensor {
    const all = [...this.#reconstruction, ...this.#kl];
    return all.length === 0 ? this.#tf.tensor1d([]) : this.#tf.stack(all);
  }

  restore(snapshot: Tensor): void {
    if (snapshot.size === 0) return;
    const scalars = this.#tf.unstack(snapshot);
    this.#reconstruction = scalars.slice(0, scalars.length / 2);
    this.#kl = scalars.slice(scalars.length / 2);
  }

  dispose(): void {
    this.#tf.dispose([this.#reconstruction, this.#kl]);
    this.#reconstruction = [];
    this.#kl = [];
  }
}
