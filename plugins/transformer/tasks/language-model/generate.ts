import { PromptError, scoredMetrics, type GenerateContext, type LoadContext, type LoadedModel, type Output, type TextPart } from 'flywheel/plugin';
import { Weights } from '../../layers/weights.ts';
import { readDescription, readWeights } from '../../model-files.ts';
import type { Prompt } from '../../prompt.ts';
import { refuseOtherFields } from '../refuse-other-fields.ts';
import { createDecoder } from './decode.ts';
import { contextOf, modelDescription, neverDrawn, shapeOf } from './description.ts';
import { createEvaluator } from './evaluate.ts';
import { createLanguageModel } from './model.ts';
import { createSampler } from './sample.ts';
import { textScorer } from './score.ts';
import { openTokenizer, type TextTokenizer } from './tokenizer.ts';
import { writeText } from './write-text.ts';

/** Where the prompt does not say. */
const MAX_TOKENS = 200;
const TEMPERATURE = 0.8;
/** Steps after which the decoding step is a graph: two recordings, and one run. */
const WARM_UP_TOKENS = 4;

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'TEXT'>): Promise<LoadedModel<Prompt, 'TEXT'>> {
  const description = await readDescription(modelDescription, readFile);
  const tokenizer = openTokenizer(description.tokenizer);
  const shape = shapeOf(description, tokenizer.size);
  const weights = new Weights(tf);
  const model = createLanguageModel({ tf, nn, weights }, shape, 0);
  await readWeights(tf, weights, readFile);
  const evaluator = createEvaluator({ tf, compile }, model, { length: shape.maxLength, unknown: tokenizer.unknown });
  const decoder = createDecoder({ tf, compile }, model, shape);
  // So that the first request finds a graph.
  let warm = 0;
  for await (const _token of decoder.tokens(description.start, async () => description.start[0] ?? 0)) if (++warm === WARM_UP_TOKENS) break;
  const scorer = textScorer(evaluator, tokenizer);
  return {
    scorer,
    evaluate: (context) => scoredMetrics(scorer, context),
    async *generate({ prompt, random, signal }): AsyncGenerator<Output | TextPart, void, void> {
      checkPrompt(prompt, tokenizer);
      const before = contextOf(description, tokenizer, prompt.text ?? '');
      const { count = 1, maxTokens = MAX_TOKENS, temperature = TEMPERATURE, topK = Infinity } = prompt;
      const choose = createSampler({ temperature, topK, never: neverDrawn(description, tokenizer) }, random);
      for (let k = 0; k < count; k += 1) {
        const text = yield* writeText({ decoder, tokenizer, prompt: before, maxTokens, choose, signal });
        yield { type: 'text', text };
      }
    },
    dispose() {
      for (const owner of [evaluator, decoder, model, weights]) owner.dispose();
    },
  };
}

/** @throws PromptError for what a language model does not take, or characters that it does not know */
function checkPrompt(prompt: GenerateContext<Prompt>['prompt'], tokenizer: TextTokenizer): void {
  refuseOtherFields(prompt, ['text', 'count', 'maxTokens', 'temperature', 'topK', 'seed'], 'A language model');
  const { text = '' } = prompt;
  const unknown = tokenizer.unknownIn(text);
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 10).map((character) => JSON.stringify(character)).join(', ');
    throw new PromptError('text', `The model does not know ${shown}${unknown.length > 10 ? ` and ${unknown.length - 10} more characters` : ''}: the text it was trained on does not have ${unknown.length === 1 ? 'this character' : 'these characters'}. Leave ${unknown.length === 1 ? 'it' : 'them'} out.`);
  }
}
