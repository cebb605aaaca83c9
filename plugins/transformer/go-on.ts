import { takeOver, type InitialModel, type NamedAxis, type NamedTensors, type TensorFlow } from 'flywheel/plugin';
import type { Weights } from './layers/weights.ts';
import { readTensors } from './model-files.ts';

export interface GoOnOptions {
  /** Weights of which an axis stands for names that may have changed. */
  readonly named?: Readonly<Record<string, NamedAxis>>;
  /** Undoes what publishing did to them; called in a tidy. */
  readonly unpublished?: (saved: NamedTensors) => NamedTensors;
}

/**
 * Puts a published model's weights into a new network of the same shape: before optimizers and what keeps copies of the weights are
 * made. A name that is new keeps its drawn weights.
 */
export async function goOnFrom(tf: TensorFlow, weights: Weights, { readFile }: Pick<InitialModel, 'readFile'>, { named = {}, unpublished = (saved) => saved }: GoOnOptions = {}): Promise<void> {
  const published = await readTensors(tf, readFile);
  try {
    tf.tidy(() => {
      const saved = unpublished(published);
      for (const [name, variable] of weights.all) {
        const own = saved[name];
        if (own === undefined) throw new Error(`The earlier model has no ${name}; its settings are others.`);
        variable.assign(takeOver(tf, variable, own, named[name]));
      }
    });
  } finally {
    tf.dispose(Object.values(published));
  }
}

/** A dense layer's outputs that stand for classes. */
export const classOutputs = (name: string, before: readonly string[], now: readonly string[]): Readonly<Record<string, NamedAxis>> => ({
  [`${name}/kernel`]: { axis: 1, before, now },
  [`${name}/bias`]: { axis: 0, before, now },
});
