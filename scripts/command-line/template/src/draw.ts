import type { ImageDescription, ImageOutput, Random, Tensor, TensorFlow } from 'flywheel/plugin';
import { type Autoencoder, logOdds } from './model.ts';

/**
 * Draws images: begins with noise, and adds noise and takes it away `rounds` times, a Markov chain whose images become
 * like those of the data (Bengio et al. 2013).
 */
export async function draw(
  { tf, model, image, noise }: { tf: TensorFlow; model: Autoencoder; image: ImageDescription['image']; noise: number },
  { count, rounds, random }: { count: number; rounds: number; random: Random },
): Promise<ImageOutput[]> {
  const pixels = image.height * image.width * image.channels;
  const drawn = tf.tidy(() => {
    let pictures: Tensor = random.uniform([count, pixels]);
    for (let round = 0; round < rounds; round += 1) {
      const last = pictures;
      // A tidy of its own for each round: memory does not grow with their number.
      pictures = tf.tidy(() => tf.sigmoid(logOdds(model, tf.add(last, tf.mul(random.normal([count, pixels]), noise)))));
      last.dispose();
    }
    return tf.round(tf.mul(pictures, 255));
  });
  const values = await drawn.data();
  drawn.dispose();
  return Array.from({ length: count }, (_, index) => ({
    type: 'image', height: image.height, width: image.width, channels: image.channels,
    pixels: Uint8Array.from(values.subarray(index * pixels, (index + 1) * pixels)),
  }));
}
