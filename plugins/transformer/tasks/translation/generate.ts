import { PromptError, scoredMetrics, type GenerateContext, type LoadContext, type LoadedModel, type Output, type TextPart } from 'flywheel/plugin';
import { Weights } from '../../layers/weights.ts';
import { readWeights } from '../../model-files.ts';
import type { Prompt } from '../../prompt.ts';
import { BytePairTokenizer } from '../../text/byte-pair.ts';
import { refuseOtherFields } from '../refuse-other-fields.ts';
import { encodeText, longestTranslation } from './corpus.ts';
import { compileDecoder, decode } from './decode.ts';
import { readDescription, shapeOf } from './description.ts';
import { compileLoss } from './evaluate.ts';
import { createTranslationModel } from './model.ts';
import { pairScorer } from './score.ts';
import type { Translator } from './translate.ts';

const DEFAULT_BEAM = 4;

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'TEXT_PAIR'>): Promise<LoadedModel<Prompt, 'TEXT_PAIR'>> {
  const description = readDescription(await readFile('flywheel.json'));
  const { settings, lengthRatio } = description;
  const tokenizer = new BytePairTokenizer(description.tokenizer);
  const shape = shapeOf(settings, tokenizer);
  const weights = new Weights(tf);
  const model = createTranslationModel({ tf, nn, weights }, shape, 0);
  await readWeights(tf, weights, readFile);
  const lossStep = compileLoss({ tf, compile }, model);
  const decoder = compileDecoder({ tf, compile }, model, shape);
  const translator: Translator = { decoder, tokenizer, maxLength: settings.maxLength, ratio: lengthRatio };
  const scorer = pairScorer({ tf, lossStep, translator, beamSize: settings.beamSize });
  return {
    scorer,
    evaluate: (context) => scoredMetrics(scorer, context),
    generate: ({ prompt, signal }) => generate(translator, prompt, signal),
    dispose() {
      for (const compiled of [lossStep, decoder]) compiled.dispose();
      weights.dispose();
    },
  };
}

/** Each line is a text of its own, as in parallel files. A beam of 1 tells its tokens as they come. */
async function* generate(translator: Translator, prompt: GenerateContext<Prompt>['prompt'], signal: AbortSignal): AsyncGenerator<Output | TextPart, void, void> {
  const { text, beamSize = DEFAULT_BEAM, maxTokens = Infinity } = prompt;
  if (text === undefined) throw new PromptError('text', 'Give the text to translate.');
  refuseOtherFields(prompt, ['text', 'beamSize', 'maxTokens', 'seed'], 'A translation');
  const lines = text.split('\n').map((line, index) => sourceOf(translator, line, index));
  const translations: string[] = [];
  for (const [index, source] of lines.entries()) {
    if (index > 0 && beamSize === 1) yield { type: 'text-part', text: '\n' };
    translations.push(yield* translateLine(translator, source, beamSize, maxTokens, signal));
  }
  yield { type: 'text', text: translations.join('\n') };
}

/** @throws PromptError where the model cannot look at as much at once */
function sourceOf({ tokenizer, maxLength }: Translator, line: string, index: number): number[] {
  if (line.trim() === '') return [];
  const source = encodeText(tokenizer, line, Infinity);
  if (source.length > maxLength) throw new PromptError('text', `Line ${index + 1} has ${source.length} tokens, and this model translates ${maxLength} at once. Put its sentences on lines of their own.`);
  return source;
}

/** Tells what a beam of 1 is sure of as it comes, and returns the whole translation. */
async function* translateLine({ decoder, tokenizer, maxLength, ratio }: Translator, source: readonly number[], beamSize: number, maxTokens: number, signal: AbortSignal): AsyncGenerator<TextPart, string, void> {
  if (source.length === 0) return '';
  const longest = Math.min(longestTranslation(ratio, source.length, maxLength), maxTokens);
  const steps = decode(decoder, [source], { beamSize, texts: 1, longest: () => longest, signal });
  const writer = tokenizer.createDecoder();
  let told = 0;
  try {
    for (;;) {
      const step = await steps.next();
      const tokens = (step.done ? step.value[0] : step.value[0]?.best())?.tokens ?? [];
      const text = tokens.slice(told).map((token) => writer.add(token)).join('') + (step.done ? writer.end() : '');
      told = tokens.length;
      if (beamSize === 1 && text !== '') yield { type: 'text-part', text };
      if (step.done) return tokenizer.decode(tokens);
    }
  } finally {
    // Where nobody listens any more, decoding ends and frees its memory.
    await steps.return([]);
  }
}
