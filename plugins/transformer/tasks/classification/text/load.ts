import { PromptError, type GenerateContext, type LoadContext, type LoadedModel, type Output } from 'flywheel/plugin';
import { Weights } from '../../../layers/weights.ts';
import { readWeights } from '../../../model-files.ts';
import type { Prompt } from '../../../prompt.ts';
import { PairTable } from '../../../text/pair-table.ts';
import { readTokenizer } from '../../../text/tokenizer.ts';
import { classificationOutput } from '../output.ts';
import { PAIRS_FILE, parseDescription } from './description.ts';
import { predictSplit, splitMetrics } from './evaluate.ts';
import { EVEN_SHARES, together, type Shares } from './halves.ts';
import { createTextModel, SHARES } from './model.ts';
import { NgramIndex } from './ngram-index.ts';
import { compilePrediction, predict, type Reader } from './predict.ts';

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'TEXT'>): Promise<LoadedModel<Prompt, 'TEXT'>> {
  const { classes, settings, tokens, pairs, tokenizer: description } = parseDescription(await readFile('flywheel.json'));
  const { tokenizer } = await readTokenizer(description, readFile);
  const index = new NgramIndex(tokens, PairTable.fromBytes(await readFile(PAIRS_FILE)));
  const weights = new Weights(tf);
  const model = createTextModel({ tf, nn, weights }, { tokens, pairs, classes: classes.length, ngramSize: settings.ngramSize, settings });
  await readWeights(tf, weights, readFile);
  const shares = await readShares(weights);
  const step = compilePrediction({ tf, compile }, model);
  const reader: Reader = { tf, tokenizer, index, maxLength: settings.maxLength, classes: classes.length, ngramHead: settings.ngramHead, step };
  return {
    async evaluate({ data, split, signal }) {
      return splitMetrics(await predictSplit(reader, data, split, { signal }), classes.length, shares);
    },
    classifier: { classes, logits: async ({ texts }) => together(await predict(reader, texts), shares) },
    generate: ({ prompt }) => generate(reader, classes, shares, prompt),
    dispose() {
      step.dispose();
      weights.dispose();
    },
  };
}

async function* generate(reader: Reader, classes: readonly string[], shares: Shares, prompt: GenerateContext<Prompt>['prompt']): AsyncGenerator<Output, void, void> {
  const { text } = prompt;
  if (text === undefined) throw new PromptError('text', 'Give the text to classify.');
  const unused = Object.entries(prompt).find(([name, value]) => value !== undefined && name !== 'text' && name !== 'seed');
  if (unused) throw new PromptError(unused[0], 'A classification of a text does not use it; leave it out.');
  yield classificationOutput(classes, together(await predict(reader, [text]), shares));
}

async function readShares(weights: Weights): Promise<Shares> {
  const [transformer, ngrams] = (await weights.all.get(SHARES)?.data()) ?? EVEN_SHARES;
  return [transformer ?? 0, ngrams ?? 0];
}
