import { chainLayers, type Tensor, type TensorFlow, type Variable } from 'flywheel/plugin';

/** Takes pixels, [n, pixels], and gives the log odds of the clean ones, [n, pixels]. */
export type Autoencoder = Awaited<ReturnType<TensorFlow['loadLayersModel']>>;

/** Dense layers down to a code and up again, with Glorot-uniform weights that follow from the seed alone. */
export function buildAutoencoder(tf: TensorFlow, { pixels, hiddenSize, codeSize, seed }: { pixels: number; hiddenSize: number; codeSize: number; seed: number }): Autoencoder {
  const input = tf.input({ name: 'image', shape: [pixels] });
  const layer = (name: string, units: number, place: number, activation: 'relu' | 'linear' = 'relu') =>
    tf.layers.dense({ name, units, activation, kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 10 + place }) });
  const layers = [layer('down', hiddenSize, 0), layer('code', codeSize, 1), layer('up', hiddenSize, 2), layer('log_odds', pixels, 3, 'linear')];
  return tf.model({ name: 'autoencoder', inputs: input, outputs: chainLayers(input, layers) });
}

/** The weights that training moves, by names that are the same in every process. */
export function weightsOf(tf: TensorFlow, model: Autoencoder): ReadonlyMap<string, Variable> {
  return new Map(model.trainableWeights.map((weight) => {
    const variable = weight.read();
    if (!(variable instanceof tf.Variable)) throw new Error(`The weight ${weight.originalName} is no variable.`);
    return [weight.originalName, variable];
  }));
}

/** The model's log odds for pixels, both [n, pixels]. */
export function logOdds(model: Autoencoder, pixels: Tensor): Tensor {
  const output = model.apply(pixels);
  if (Array.isArray(output) || !('dataId' in output)) throw new Error('The model does not give one tensor.');
  return output;
}
