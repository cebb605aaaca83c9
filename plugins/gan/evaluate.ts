import type { LayersModel } from '@tensorflow/tfjs';
import { applyModel, applyToOne, type CompiledStep, type Dataset, type LoadContext, type Random, type SplitName, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { findCollapse } from './collapse.ts';
import { FEATURES, type FeatureTask } from './feature-network.ts';
import { frechetDistance, gaussianOf, type Gaussian } from './frechet.ts';
import { imageBatch, labelRows } from './image-batch.ts';
import { bytesOf, bytesOfLayers, imagesAtOnce } from './images-at-once.ts';
import type { Signature } from './network-shape.ts';
import { meanDiversity, spreadsOf, type Grouped } from './spread.ts';

/** Images of a split that are looked at; as many are drawn. */
const MOST_IMAGES = 5000;
/** Images whose latents are drawn together; of large ones fewer go through the networks at once. */
const BATCH_SIZE = 250;
/** Copies of an image on its way from bytes to −1 to 1. */
const COPIES = 2;

/** What the feature network sees in the real images of a split. */
export interface Reference extends Grouped {
  readonly gaussian: Gaussian;
  /** −1 where there is none. */
  readonly labels: Int32Array;
  /** What the neutral network sees, row by row; empty where the steps have none. */
  readonly neutral: Float32Array;
  /** Share of the labelled images that are read right; undefined where the network has not learned labels. */
  readonly readRight: number | undefined;
}

export interface Evaluation {
  /** Squared Fréchet distance of drawn images from real ones, in the feature network's features. */
  readonly frechetDistance: number;
  /** The mean over classes, small ones together; of unconditional models over all images at once. Undefined where a split is too small to say. */
  readonly diversity: number | undefined;
  /** Share of drawn images that the feature network reads as the label they were asked for; of conditional models. */
  readonly readAsAsked: number | undefined;
  /** A sentence about what is always the same, where something is. */
  readonly collapse: string | undefined;
  /** What the neutral network sees in the drawn images, row by row; empty where the steps have none. */
  readonly neutral: Float32Array;
}

/** Features [n, FEATURES], the answer of greatest logit [n], and the neutral network's features [n, FEATURES] where there is one. */
type Seen = [features: Tensor, answers: Tensor, ...neutral: Tensor[]];

export interface Steps {
  readonly look: CompiledStep<[images: Tensor], Seen>;
  readonly draw: CompiledStep<[latents: Tensor, ...labels: Tensor[]], Seen>;
  /** Images of one call. */
  readonly atOnce: { readonly look: number; readonly draw: number };
}

/** Made once for two models, however often they are evaluated. The generator's images are 0 to 1. */
export function compileSteps({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, generator: LayersModel, network: LayersModel, neutral?: LayersModel): Steps {
  const see = (images: Tensor): Seen => {
    const [features, logits] = applyModel(network, [images]);
    if (features === undefined || logits === undefined) throw new Error('The feature network gives features and logits.');
    return [features, tf.argMax(logits, 1), ...(neutral ? applyModel(neutral, [images]).slice(0, 1) : [])];
  };
  const networks = [network, ...(neutral ? [neutral] : [])];
  const copies = COPIES * bytesOf(network.inputs);
  return {
    atOnce: { look: imagesAtOnce(BATCH_SIZE, bytesOfLayers(networks) + copies), draw: imagesAtOnce(BATCH_SIZE, bytesOfLayers([generator, ...networks]) + copies) },
    look: compile(see, { name: 'The step that looks at real images' }),
    draw: compile((latents: Tensor, ...labels: Tensor[]) => see(tf.sub(tf.mul(applyToOne(generator, [latents, ...labels]), 2), 1)), { name: 'The evaluation step' }),
  };
}

export interface LookInput {
  readonly tf: TensorFlow;
  readonly steps: Steps;
  readonly shape: Signature;
  readonly data: Dataset<'IMAGE'>;
  readonly split: SplitName;
  readonly task: FeatureTask;
  readonly signal: AbortSignal;
}

/** Looks at the first images of a split, in stored order. */
export async function lookAtReal({ tf, steps, shape, data, split, task, signal }: LookInput): Promise<Reference> {
  const seen = new Collected();
  const labels: number[] = [];
  for await (const batch of data.batches({ split, size: steps.atOnce.look })) {
    signal.throwIfAborted();
    const count = Math.min(batch.count, MOST_IMAGES - seen.count);
    await seen.add(tf.tidy(() => steps.look(imageBatch(tf, { ...shape, classes: 0 }, batch).images)), count);
    labels.push(...batch.labels.subarray(0, count));
    if (seen.count >= MOST_IMAGES) break;
  }
  if (seen.count < 2) throw new Error(`The split ${split} has ${seen.count} images; a Fréchet distance needs at least 2.`);
  const known = labels.flatMap((label, k) => (label < 0 ? [] : [label === seen.answers[k] ? 1 : 0]));
  return {
    features: seen.features,
    groups: Int32Array.from(labels, (label) => (shape.classes > 0 ? label : 0)),
    labels: Int32Array.from(labels),
    neutral: seen.neutral,
    gaussian: gaussianOf(seen.features, FEATURES),
    readRight: task === 'LABEL' && known.length > 0 ? known.reduce<number>((sum, one) => sum + one, 0) / known.length : undefined,
  };
}

export interface EvaluateInput extends Omit<LookInput, 'data' | 'split'> {
  readonly reference: Reference;
  readonly classes: readonly string[];
  readonly random: Random;
}

/** Draws as many images as the reference has, of the same labels, and compares them. */
export async function evaluate({ tf, steps, shape, task, signal, reference, classes, random }: EvaluateInput): Promise<Evaluation> {
  const seen = new Collected();
  const total = reference.labels.length;
  while (seen.count < total) {
    signal.throwIfAborted();
    const labels = reference.labels.subarray(seen.count, seen.count + BATCH_SIZE);
    const latents = random.normal([labels.length, shape.latentSize]);
    try {
      for (let from = 0; from < labels.length; from += steps.atOnce.draw) {
        const own = labels.subarray(from, from + steps.atOnce.draw);
        await seen.add(tf.tidy(() => steps.draw(tf.slice(latents, [from, 0], [own.length, shape.latentSize]), ...labelRows(tf, own, shape.classes))), own.length);
      }
    } finally {
      latents.dispose();
    }
  }
  const answers = seen.answers;
  const drawn = seen.features;
  const spreads = spreadsOf(reference, drawn);
  const asked = [...reference.labels].flatMap((label, k) => (label < 0 ? [] : [label === answers[k] ? 1 : 0]));
  const isAsked = shape.classes > 0 && task === 'LABEL' && asked.length > 0;
  return {
    frechetDistance: frechetDistance(reference.gaussian, gaussianOf(drawn, FEATURES)),
    diversity: meanDiversity(spreads),
    readAsAsked: isAsked ? asked.reduce<number>((sum, one) => sum + one, 0) / asked.length : undefined,
    collapse: findCollapse({ spreads, classes, conditional: shape.classes > 0, real: reference.labels, drawn: task === 'LABEL' ? answers : undefined }),
    neutral: seen.neutral,
  };
}

/** Features and answers of batch after batch. */
class Collected {
  readonly #features: Float32Array[] = [];
  readonly #answers: Int32Array[] = [];
  readonly #neutral: Float32Array[] = [];
  count = 0;

  /** Keeps the first `count` images of a batch, and disposes the tensors. */
  async add([features, answers, ...neutral]: Seen, count: number): Promise<void> {
    this.#features.push(Float32Array.from((await features.data()).subarray(0, count * FEATURES)));
    this.#answers.push(Int32Array.from((await answers.data()).subarray(0, count)));
    for (const one of neutral) this.#neutral.push(Float32Array.from((await one.data()).subarray(0, count * FEATURES)));
    for (const tensor of [features, answers, ...neutral]) tensor.dispose();
    this.count += count;
  }

  get features(): Float32Array {
    return joined(this.#features);
  }

  get answers(): Int32Array {
    return Int32Array.from(this.#answers.flatMap((part) => [...part]));
  }

  get neutral(): Float32Array {
    return joined(this.#neutral);
  }
}

const joined = (parts: readonly Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
