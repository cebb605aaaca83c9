import { PromptError, type EvaluateContext, type GenerateContext, type LoadContext, type LoadedModel, type RecommendationOutput } from 'flywheel/plugin';
import { Weights } from '../../layers/weights.ts';
import { readDescription, readWeights } from '../../model-files.ts';
import type { Prompt } from '../../prompt.ts';
import { refuseOtherFields } from '../refuse-other-fields.ts';
import { modelDescription } from './description.ts';
import { evaluate, rankScorer } from './evaluate.ts';
import { ItemNumbers, readHistories, readNextItems } from './histories.ts';
import { createSasrec } from './model.ts';
import { best } from './rank.ts';
import { createScorer } from './scorer.ts';

/** Histories that are ranked together. */
const ROWS = 128;
/** Items that are offered where nobody says how many. */
const COUNT = 10;

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'INTERACTION'>): Promise<LoadedModel<Prompt, 'INTERACTION'>> {
  const description = await readDescription(modelDescription, readFile);
  const items = new ItemNumbers(description.items);
  const { maxLength } = description.settings;
  const weights = new Weights(tf);
  const model = createSasrec({ tf, nn, weights }, { ...description.settings, items: items.count }, 0);
  await readWeights(tf, weights, readFile);
  const scorer = createScorer({ tf, compile }, model, { rows: ROWS, maxLength, items: items.count });
  const single = createScorer({ tf, compile }, model, { rows: 1, maxLength, items: items.count });
  const read = async ({ data, split }: EvaluateContext<'INTERACTION'>) => readNextItems(data, split, items, await readHistories(data, (name) => items.of(name)));
  return {
    scorer: rankScorer(scorer, read),
    async evaluate(context) {
      const { split, signal } = context;
      const next = await read(context);
      if (next.length === 0) throw new Error(`The split ${split} has no interaction of a user of whom earlier ones are known, so nothing can be measured.`);
      return evaluate(scorer, next, items.count, signal);
    },
    async *generate({ prompt }): AsyncGenerator<RecommendationOutput, void, void> {
      const history = knownHistory(prompt, items);
      for await (const scores of single.scores([history])) {
        const offered = best(scores, history, prompt.count ?? COUNT);
        if (offered.length === 0) throw new PromptError('history', `Every one of the model's ${items.count} items is in the history, so there is none left to offer.`);
        yield { type: 'recommendation', items: offered.map(({ item, score }) => ({ item: description.items[item - 1] ?? '', score })) };
      }
    },
    dispose() {
      for (const owner of [scorer, single, model, weights]) owner.dispose();
    },
  };
}

/** The items of a history that the model knows; others are passed over, as if they were not there. */
function knownHistory(prompt: GenerateContext<Prompt>['prompt'], items: ItemNumbers): readonly number[] {
  refuseOtherFields(prompt, ['history', 'count'], 'A model of interactions');
  const { history } = prompt;
  if (history === undefined || history.length === 0) throw new PromptError('history', 'Give at least one item that was chosen so far, oldest first.');
  const known = history.map((name) => items.of(name)).filter((item) => item > 0);
  if (known.length === 0) {
    const names = items.names.slice(0, 10).join(', ');
    throw new PromptError('history', `The model knows none of these items; it knows ${names}${items.count > 10 ? ` and ${items.count - 10} more` : ''}.`);
  }
  return known;
}
