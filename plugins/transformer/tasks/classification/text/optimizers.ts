import type { CreateOptimizer, NamedTensors, Optimizer, Variable } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';
import type { Weights } from '../../../layers/weights.ts';
import { SHARES } from './model.ts';
import { NGRAM_PAIRS, NGRAM_TOKENS } from './ngram-head.ts';

const BETA1 = 0.9;
/** An n-gram is in few batches; a longer memory of squared gradients would hold it back for long. */
const BETA2 = 0.98;
/** Times the network's rate: an n-gram is in few batches. On film reviews the Transformer alone comes to 0.910 with 2 and three epochs, to 0.893 with 1 and two. */
const EMBEDDING_RATE = 2;
const WARM_UP_SHARE = 0.05;
/** Only of the network: the tables' gradients are mostly zeros, and would drown it. */
const CLIP_NORM = 1;

const EMBEDDINGS = ['embedding/tokens', 'embedding/pairs'];
const NGRAMS = [NGRAM_TOKENS, NGRAM_PAIRS];
/** A row for each n-gram. */
export const TABLES: readonly string[] = [...EMBEDDINGS, ...NGRAMS];

export interface OptimizerPlan {
  readonly name: Settings['optimizer'];
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly steps: number;
}

/**
 * How much faster the n-gram head's tables move than the network: 40 times in a short run (400 steps), 10 times in a long
 * one, which comes as far.
 */
const ngramRate = (steps: number) => Math.min(40, Math.max(10, 16_000 / steps));

/** An optimizer each for the network, the embeddings and the n-grams, which are moved at rates of their own and never decayed. */
export function createOptimizers(createOptimizer: CreateOptimizer, { name, learningRate, weightDecay, steps }: OptimizerPlan): Record<'network' | 'embeddings' | 'ngrams', Optimizer> {
  // A line up, and a line down to 0 over the whole run.
  const rate = (highest: number) => (step: number) => highest * Math.min(1, (step + 1) / (WARM_UP_SHARE * steps)) * Math.max(0, 1 - step / steps);
  const betas = { beta1: BETA1, beta2: BETA2 };
  const table = name === 'ADAMW' ? 'ADAM' : name;
  return {
    network: createOptimizer(name, { ...betas, weightDecay, clipNorm: CLIP_NORM, learningRate: rate(learningRate) }),
    embeddings: createOptimizer(table, { ...betas, learningRate: rate(learningRate * EMBEDDING_RATE) }),
    ngrams: createOptimizer(table, { ...betas, learningRate: rate(learningRate * ngramRate(steps)) }),
  };
}

/** Moves all weights along gradients that are named as the variables are. Runs inside a tidy. */
export function applyGradients(optimizers: ReturnType<typeof createOptimizers>, weights: Weights, gradients: NamedTensors): void {
  const [embeddings, ngrams] = [EMBEDDINGS, NGRAMS].map((names) => names.flatMap((name) => weights.all.get(name) ?? []));
  const network = [...weights.all].flatMap(([name, variable]): Variable[] => ([...TABLES, SHARES].includes(name) ? [] : [variable]));
  optimizers.network.apply(gradients, network);
  optimizers.embeddings.apply(gradients, embeddings ?? []);
  if (ngrams !== undefined && ngrams.length > 0) optimizers.ngrams.apply(gradients, ngrams);
}
