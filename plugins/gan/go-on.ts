import type { LayersModel } from '@tensorflow/tfjs';
import { readLayersModel, takeOver, type InitialModel, type NamedAxis, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { LABEL_SCALE } from './generator.ts';
import { readModelFiles } from './model-files.ts';
import { iterate, keepVectors } from './spectral-norm.ts';
import type { Game } from './training-step.ts';
import type { Weights } from './weights.ts';
import type { FeatureTask } from './feature-network.ts';

/** Power iterations that bring random vectors to the singular ones of the kernels; in training one a step keeps them there. */
const ITERATIONS = 30;

interface GoingOn {
  readonly tf: TensorFlow;
  readonly game: Game;
  readonly features: LayersModel;
  readonly task: FeatureTask;
  readonly classes: readonly string[];
}

/**
 * Puts a published model's networks into a new game: the averaged generator, and the discriminator with its spectral normalization
 * done. What belongs to a class goes to the class of that name; a new class keeps its drawn weights. Says whether the feature
 * network was taken over, too: it is where it has learned to tell the same, so that distances compare with the earlier run's.
 */
export async function goOnFrom({ readFile, dataset }: InitialModel<'IMAGE'>, { tf, game, features, task, classes }: GoingOn): Promise<boolean> {
  const { description, generator, features: earlier } = await readModelFiles(tf, readFile);
  const discriminator = await readLayersModel(tf, readFile, 'discriminator');
  try {
    const labels = { before: description.classes, now: description.conditional ? classes : [] };
    tf.tidy(() => {
      assign(tf, game.generator, generatorWeights(tf, generator, game, labels.before.length), { label: { axis: 0, ...labels } });
      assign(tf, game.discriminator, discriminatorWeights(tf, discriminator, game), { judge: { axis: 1, ...labels, from: 1 }, verdict: { axis: 0, ...labels, from: 1 } });
    });
    for (let iteration = 0; iteration < ITERATIONS; iteration++) tf.tidy(() => keepVectors(game.vectors, iterate(tf, game.discriminator, game.vectors)));
    const tellSame = description.featureTask === task && (task !== 'LABEL' || sameNames(dataset.classes, classes));
    if (tellSame) features.setWeights(earlier.getWeights());
    return tellSame;
  } finally {
    for (const model of [generator, discriminator, earlier]) model.dispose();
  }
}

const sameNames = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((name, k) => name === other[k]);

function assign(tf: TensorFlow, weights: Game['generator'], saved: Weights, named: Readonly<Record<string, NamedAxis>>): void {
  for (const [name, variable] of weights) {
    const own = saved.get(name);
    if (own === undefined) throw new Error(`The earlier model has no weight ${name}.`);
    variable.assign(takeOver(tf, variable, own, named[name]));
  }
}

/** What `setGenerator` put into the layers, under the names of training. */
function generatorWeights(tf: TensorFlow, model: LayersModel, { shape }: Game, classes: number): Weights {
  const weights = new Map<string, Tensor>();
  const [seeds] = layer(model, 'seeds');
  const width = seeds?.shape[1] ?? 0;
  if (seeds) weights.set('seeds', tf.slice(seeds, [0, 0], [shape.latentSize, width]));
  if (seeds && classes > 0) weights.set('label', tf.div(tf.slice(seeds, [shape.latentSize, 0], [classes, width]), LABEL_SCALE));
  for (let level = 1; level <= shape.levels; level++) {
    const [scale, offset] = layer(model, `norm${level}`);
    const [grow, paint] = layer(model, `grow${level}`);
    if (scale && offset) weights.set(`scale${level}`, scale).set(`offset${level}`, offset);
    if (grow) weights.set(`grow${level}`, level === shape.levels ? tf.div(grow, 2) : grow);
    if (paint) weights.set('paint', tf.div(paint, 2));
  }
  return weights;
}

/** What `setDiscriminator` put into the layers. */
function discriminatorWeights(tf: TensorFlow, model: LayersModel, { shape }: Game): Weights {
  const weights = new Map<string, Tensor>();
  for (let level = 1; level <= shape.levels; level++) {
    const [look, bias] = layer(model, `look${level}`);
    if (look && bias) weights.set(`look${level}`, look).set(`bias${level}`, bias);
  }
  const [judge, verdict] = layer(model, 'real');
  const [ofClass, classVerdict] = shape.classes > 0 ? layer(model, 'of_class') : [];
  if (judge && verdict) {
    weights.set('judge', ofClass ? tf.concat([judge, ofClass], 1) : judge);
    weights.set('verdict', classVerdict ? tf.concat([verdict, classVerdict]) : verdict);
  }
  return weights;
}

const layer = (model: LayersModel, name: string): Tensor[] => model.getLayer(name).getWeights();
