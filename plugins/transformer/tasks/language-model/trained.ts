import type { ModelFile, Optimizer, TextOutput, TrainContext } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import { Weights } from '../../layers/weights.ts';
import { modelFiles } from '../../model-files.ts';
import { createDecoder } from './decode.ts';
import { neverDrawn, type ModelDescription } from './description.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import { createLanguageModel, type ModelShape } from './model.ts';
import { createSampler } from './sample.ts';
import type { TextTokenizer } from './tokenizer.ts';
import { writeText } from './write-text.ts';

/** Of the text that shows how training goes. */
const SAMPLE_TOKENS = 200;
const SAMPLE_TEMPERATURE = 0.8;

/** The model with the averages of its weights (Polyak & Juditsky 1992), as it is looked at and published. */
export interface Trained {
  readonly evaluator: Evaluator;
  /** Takes over the averages as they are now. */
  update(): void;
  samples(signal: AbortSignal): Promise<readonly TextOutput[]>;
  files(): ModelFile[];
  dispose(): void;
}

export interface TrainedOptions {
  readonly description: ModelDescription;
  readonly tokenizer: TextTokenizer;
  readonly shape: ModelShape;
  /** Those that are trained. */
  readonly weights: Weights;
  readonly optimizer: Optimizer;
}

type Tools = Pick<TrainContext, 'tf' | 'nn' | 'compile' | 'random' | 'exportGraph'>;

export function createTrained({ tf, nn, compile, random, exportGraph }: Tools, { description, tokenizer, shape, weights, optimizer }: TrainedOptions): Trained {
  const averaged = new Weights(tf);
  const model = createLanguageModel({ tf, nn, weights: averaged }, shape, 0);
  const evaluator = createEvaluator({ tf, compile }, model, { length: shape.maxLength, unknown: tokenizer.unknown });
  const decoder = createDecoder({ tf, compile }, model, shape);
  return {
    evaluator,
    update() {
      const averages = optimizer.averages();
      averaged.assign(Object.fromEntries([...weights.all].map(([name, variable], k) => [name, averages[k] ?? variable])));
    },
    async samples(signal) {
      const choose = createSampler({ temperature: SAMPLE_TEMPERATURE, topK: Infinity, never: neverDrawn(description, tokenizer) }, random);
      const writing = writeText({ decoder, tokenizer, prompt: description.start, maxTokens: SAMPLE_TOKENS, choose, signal });
      let next = await writing.next();
      while (next.done !== true) next = await writing.next();
      return [{ type: 'text', text: next.value }];
    },
    files() {
      const example = tf.zeros([1, shape.maxLength], 'int32');
      try {
        return modelFiles(exportGraph, averaged, description, { run: ({ tokens = example }) => ({ logits: model.logits(tokens, inferencePass) }), example: { tokens: example } });
      } finally {
        example.dispose();
      }
    },
    dispose() {
      for (const owner of [evaluator, decoder, model, averaged]) owner.dispose();
    },
  };
}
