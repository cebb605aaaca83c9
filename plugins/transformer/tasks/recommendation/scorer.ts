import type { CompiledStep, LoadContext, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import type { Sasrec } from './model.ts';
import { endings } from './windows.ts';

export interface Scorer {
  /** Scores of the items 1, 2, … after each history, as long as the model has items. */
  scores(histories: readonly (readonly number[])[]): AsyncGenerator<Float32Array, void, void>;
  dispose(): void;
}

/**
 * @param inputs  item numbers [rows, length], 0 behind the end
 * @param ends  where each history ends, as a place among all rows × length; [rows]
 * @returns scores of the items 1, 2, …, [rows, items]
 */
export function scoresAfter(tf: TensorFlow, model: Sasrec, inputs: Tensor, ends: Tensor): Tensor {
  return tf.matMul(tf.gather(model.follow(inputs, inferencePass), ends.as1D()), model.table(), false, true);
}

/**
 * Asks the model what follows, `rows` histories at a time: one shape, so one graph.
 *
 * @param maxLength  items of a history that the model sees
 */
export function createScorer({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: Sasrec, { rows, maxLength, items }: { rows: number; maxLength: number; items: number }): Scorer {
  const step: CompiledStep<[Tensor, Tensor], Tensor> = compile((inputs: Tensor, ends: Tensor) => scoresAfter(tf, model, inputs, ends), { name: 'The scoring step' });
  return {
    async *scores(histories) {
      for (let start = 0; start < histories.length; start += rows) {
        const chunk = histories.slice(start, start + rows);
        const { inputs, ends } = endings(chunk, rows, maxLength);
        const scored = tf.tidy(() => step(tf.tensor2d(inputs, [rows, maxLength], 'int32'), tf.tensor1d(ends, 'int32')));
        try {
          const values = Float32Array.from(await scored.data());
          for (const row of chunk.keys()) yield values.subarray(row * items, (row + 1) * items);
        } finally {
          scored.dispose();
        }
      }
    },
    dispose: () => step.dispose(),
  };
}
