import type { LayersModel } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow, TrainContext } from 'flywheel/plugin';
import { labelRows } from './image-batch.ts';
import { compileMoments, STANDING } from './moments.ts';
import { buildDiscriminator, buildGenerator, setDiscriminator, setGenerator } from './published.ts';
import { iterate, normalized } from './spectral-norm.ts';
import type { Game } from './training-step.ts';
import { withTensors, type Weights } from './weights.ts';

/** Images of a read where their labels alone are wanted: 20 MB of them at 128 × 128 in RGB, where 1,000 have 200. */
const READ_AT_ONCE = 100;

/**
 * The networks as they are published, and as samples and evaluations use them during training: the generator with the
 * averaged weights and standing statistics, the discriminator with its spectral normalization done.
 */
export interface FinishedNetworks {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  /** Brings the generator to the present weights. */
  refreshGenerator(): void;
  refreshDiscriminator(): void;
  dispose(): void;
}

type Context = Pick<TrainContext<never, 'IMAGE'>, 'tf' | 'compile' | 'data' | 'seed'>;

export async function finishedNetworks(context: Context, game: Game): Promise<FinishedNetworks> {
  const { tf, seed } = context;
  const { shape } = game;
  const generator = buildGenerator(tf, shape);
  const discriminator = buildDiscriminator(tf, shape);
  const statistics = compileMoments(context, shape, game.generator);
  const latents = tf.randomNormal([STANDING, shape.latentSize], 0, 1, 'float32', seed);
  const labels = await usualLabels(context, shape.classes);
  return {
    generator,
    discriminator,
    refreshGenerator() {
      tf.tidy(() => {
        const weights = presentWeights(game);
        setGenerator(tf, generator, shape, weights, statistics.of(latents, labels, weights));
      });
    },
    refreshDiscriminator() {
      tf.tidy(() => setDiscriminator(tf, discriminator, shape, normalized(tf, game.discriminator, iterate(tf, game.discriminator, game.vectors))));
    },
    dispose() {
      statistics.dispose();
      latents.dispose();
      labels?.dispose();
      generator.dispose();
      discriminator.dispose();
    },
  };
}

/** The averaged weights; the weights themselves where none are averaged, or before the first step. */
function presentWeights({ generator, averaged, generatorOptimizer }: Game): Weights {
  const averages = averaged ? generatorOptimizer.averages() : [];
  return averages.length === 0 ? generator : withTensors(generator, averages);
}

/** Labels of training images, as one-hot rows: classes are drawn as often as they occur. Null for a model without. */
async function usualLabels({ tf, data, seed }: Context, classes: number): Promise<Tensor | null> {
  if (classes === 0) return null;
  const labels: number[] = [];
  for await (const batch of data.batches({ split: 'TRAIN', size: READ_AT_ONCE, shuffle: { seed, epoch: 0 } })) {
    labels.push(...batch.labels);
    if (labels.length >= STANDING) break;
  }
  const filled = Int32Array.from({ length: STANDING }, (_, k) => labels[k % labels.length] ?? -1);
  return onlyTensor(tf, filled, classes);
}

function onlyTensor(tf: TensorFlow, labels: Int32Array, classes: number): Tensor {
  return tf.tidy(() => {
    const [rows] = labelRows(tf, labels, classes);
    if (rows === undefined) throw new Error('A conditional model has classes.');
    return rows;
  });
}
