import type { Scalar } from '@tensorflow/tfjs';
import type { CompiledStep, Tensor, TensorFlow, TrainContext } from 'flywheel/plugin';
import { trainingPass } from '../../../layers/network.ts';
import type { Weights } from '../../../layers/weights.ts';
import { SHARES, type Halves, type TextModel, type TextTensors } from './model.ts';
import { applyGradients, type createOptimizers } from './optimizers.ts';

export type TrainingStep = CompiledStep<[texts: TextTensors, targets: Tensor], Readonly<Record<string, Tensor>>>;

/**
 * One step: moves both halves along the gradients of their own cross entropies, so that the Transformer learns what it
 * would alone, and gives the losses before: of the model, `loss`, and of its halves. Targets are probabilities, [rows, classes].
 */
export function compileTrainingStep({ tf, compile, random }: Pick<TrainContext, 'tf' | 'compile' | 'random'>, model: TextModel, weights: Weights, optimizers: ReturnType<typeof createOptimizers>): TrainingStep {
  const pass = trainingPass(random);
  const shares = weights.all.get(SHARES);
  const trained = [...weights.all].flatMap(([name, variable]) => (name === SHARES ? [] : [variable]));
  return compile((texts: TextTensors, targets: Tensor) => tf.tidy(() => {
    const losses: Record<string, Tensor>[] = [];
    const { grads } = tf.variableGrads(() => {
      const { loss, halves } = lossesOf(tf, model(texts, pass), targets, shares);
      // The gradient's own tidy would dispose them.
      losses.push(Object.fromEntries(Object.entries({ loss, ...halves }).map(([name, value]) => [name, tf.keep(value)])));
      return halves ? tf.add(halves.transformer_loss, halves.ngram_loss) : loss;
    }, trained);
    applyGradients(optimizers, weights, grads);
    const [computed] = losses;
    if (computed === undefined) throw new Error('The gradient did not compute the loss.');
    return computed;
  }), { name: 'The training step' });
}

/** `loss` of the model and, where it has an n-gram head, of either half. */
interface Losses {
  readonly loss: Scalar;
  readonly halves?: { readonly transformer_loss: Scalar; readonly ngram_loss: Scalar };
}

function lossesOf(tf: TensorFlow, { transformer, ngrams }: Halves, targets: Tensor, shares: Tensor | undefined): Losses {
  const crossEntropy = (logits: Tensor): Scalar => tf.neg(tf.mean<Scalar>(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));
  if (ngrams === undefined || shares === undefined) return { loss: crossEntropy(transformer) };
  const both = tf.add(tf.mul(transformer, tf.slice(shares, 0, 1)), tf.mul(ngrams, tf.slice(shares, 1, 1)));
  return { loss: crossEntropy(both), halves: { transformer_loss: crossEntropy(transformer), ngram_loss: crossEntropy(ngrams) } };
}
