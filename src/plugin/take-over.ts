import type { Tensor, TensorFlow } from './tensors.ts';

/** An axis of a weight whose places stand for names, for example classes: before, and in the new network. */
export interface NamedAxis {
  readonly axis: number;
  readonly before: readonly string[];
  readonly now: readonly string[];
  /** Places before the first name, which stand for something else and stay as they are; 0 where absent. */
  readonly from?: number;
}

/**
 * What a weight of a new network begins with, where training goes on from another's: the saved one. Along a named axis each place
 * takes that of its name; a name that was not there before keeps what is drawn for it, and one that is there no longer is left out.
 *
 * @param fresh  as the new network draws it
 * @returns a new tensor of the shape of `fresh`
 * @throws where the shapes differ in more than the named axis
 */
export function takeOver(tf: TensorFlow, fresh: Tensor, saved: Tensor, named?: NamedAxis): Tensor {
  const { axis = -1, before = [], now = [], from = 0 } = named ?? {};
  const differs = fresh.shape.length !== saved.shape.length || fresh.shape.some((side, k) => side !== (k === axis ? from + now.length : saved.shape[k]));
  if (differs || (named && saved.shape[axis] !== from + before.length)) throw new Error(`A weight of shape ${saved.shape.join(' × ')} cannot become one of ${fresh.shape.join(' × ')}.`);
  if (!named) return tf.clone(saved);
  const places = new Map(before.map((name, place) => [name, from + place]));
  const sources = [...Array.from({ length: from }, (_, place) => place), ...now.map((name) => places.get(name) ?? -1)];
  return tf.tidy(() => {
    const isKnown = tf.reshape(tf.tensor1d(sources.map((source) => (source < 0 ? 0 : 1))), fresh.shape.map((_, k) => (k === axis ? sources.length : 1)));
    if (saved.shape[axis] === 0) return tf.clone(fresh);
    const taken = tf.gather(saved, tf.tensor1d(sources.map((source) => Math.max(0, source)), 'int32'), axis);
    return tf.add(tf.mul(taken, isKnown), tf.mul(fresh, tf.sub(1, isKnown)));
  });
}
