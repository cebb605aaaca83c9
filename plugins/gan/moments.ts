import type { Tensor, TensorFlow, TrainContext } from 'flywheel/plugin';
import { drawImages, momentsBehind, type Moments } from './generator.ts';
import { BYTES, imagesAtOnce } from './images-at-once.ts';
import { mapsOf, type NetworkShape } from './network-shape.ts';
import { withTensors, type Weights } from './weights.ts';

/** Images that the moments are taken of. */
export const STANDING = 1000;

export interface StandingStatistics {
  /** Mean and variance of each level, of images drawn by the weights that are given. The caller's tidy owns them. */
  of(latents: Tensor, labels: Tensor | null, weights: Weights): Moments[];
  dispose(): void;
}

/**
 * Standing statistics (Brock et al. 2019): the moments of batch normalization by which single images are drawn, computed
 * anew from many images of exactly these weights, so that averaged weights get moments of their own.
 *
 * Where the images are too large for one pass, each level's moments are those of all of them just the same: they are taken of
 * equal parts, which pass the levels before with the moments that those have got already. The levels before are then gone
 * through again for each one: once and a half the work of one pass for three levels, twice for four.
 *
 * @param atOnce images of a pass, of which the images are a multiple
 */
export function compileMoments({ tf, compile }: Pick<TrainContext, 'tf' | 'compile'>, shape: NetworkShape, names: Weights, atOnce = imagesAtOnce(STANDING, bytesPerImage(shape))): StandingStatistics {
  const whole = compile((latents: Tensor, labels: Tensor | null, ...weights: Tensor[]) => {
    const found: Tensor[] = [];
    drawImages(tf, shape, withTensors(names, weights), latents, labels ?? undefined, (moments) => found.push(...flat(tf, moments)));
    return found;
  }, { name: 'The step of standing statistics' });
  const part = compile((latents: Tensor, labels: Tensor | null, below: readonly Tensor[], ...weights: Tensor[]) =>
    flat(tf, momentsBehind(tf, shape, withTensors(names, weights), latents, labels ?? undefined, momentsOf(below))), { name: 'The step of standing statistics, of a part' });
  return {
    of(latents, labels, weights) {
      const count = latents.shape[0] ?? 0;
      if (count <= atOnce) return momentsOf(whole(latents, labels, ...weights.values()));
      const parts = Array.from({ length: count / atOnce }, (_, k) => [rows(tf, latents, k * atOnce, atOnce), labels && rows(tf, labels, k * atOnce, atOnce)] as const);
      const found: Moments[] = [];
      while (found.length < shape.levels) {
        const below = found.flatMap(({ mean, variance }) => [mean, variance]);
        found.push(together(tf, parts.flatMap(([own, ownLabels]) => momentsOf(part(own, ownLabels, below, ...weights.values())))));
      }
      return found;
    },
    dispose() {
      whole.dispose();
      part.dispose();
    },
  };
}

/** That `drawImages` holds of one until it ends: of each level what comes in, normalized and after relu; the label's share; the pixels in steps. */
export function bytesPerImage(shape: NetworkShape): number {
  const sizes = mapsOf(shape).map(({ rows: height, columns, channels }) => height * columns * channels);
  const [seeds = 0] = sizes;
  const pixels = (seeds / (mapsOf(shape)[0]?.channels ?? 1)) * 4 ** shape.levels * shape.channels;
  return BYTES * (3 * sizes.reduce((sum, size) => sum + size, 0) + 2 * seeds + 4 * pixels);
}

/** Of all images, from the moments of equally many each (Chan et al. 1983); sums of squares would lose the digits of small variances. */
function together(tf: TensorFlow, parts: readonly Moments[]): Moments {
  const means = tf.stack(parts.map(({ mean }) => mean));
  const mean = tf.mean(means, 0);
  const within = tf.mean(tf.stack(parts.map(({ variance }) => variance)), 0);
  return { mean, variance: tf.add(within, tf.mean(tf.square(tf.sub(means, mean)), 0)) };
}

const flat = (tf: TensorFlow, { mean, variance }: Moments): Tensor[] => [tf.reshape(mean, [-1]), tf.reshape(variance, [-1])];
const rows = (tf: TensorFlow, tensor: Tensor, from: number, count: number): Tensor => tf.slice(tensor, [from, 0], [count, tensor.shape[1] ?? 0]);

/** As the steps give them, level by level. */
function momentsOf(tensors: readonly Tensor[]): Moments[] {
  return Array.from({ length: tensors.length / 2 }, (_, level) => {
    const [mean, variance] = tensors.slice(2 * level, 2 * level + 2);
    if (mean === undefined || variance === undefined) throw new Error(`Level ${level + 1} has no moments.`);
    return { mean, variance };
  });
}
