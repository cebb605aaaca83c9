import type { Executor, GenerateContext, LoadContext, LoadedModel, Output, TrainContext, TrainEvent } from 'flywheel/plugin';
import type { hyperparameters, Prompt } from './settings.ts';

const FILE = 'counts.json';
const wordsOf = (text: string) => text.split(' ');

/** How often each class has a word; of all words together under ''. */
type Counts = Record<string, number[]>;
interface Stored {
  readonly smoothing: number;
  readonly counts: Counts;
}

async function* train({ data, hyperparameters: { smoothing } }: TrainContext<typeof hyperparameters, 'TEXT'>): AsyncGenerator<TrainEvent, void, void> {
  const counts: Counts = { '': data.classes.map(() => 0) };
  for await (const { texts, labels } of data.batches({ split: 'TRAIN', size: 1000 })) {
    texts.forEach((text, row) => {
      for (const word of ['', ...wordsOf(text)]) {
        const of = (counts[word] ??= data.classes.map(() => 0));
        const label = labels[row] ?? -1;
        if (label >= 0) of[label] = (of[label] ?? 0) + 1;
      }
    });
  }
  yield { type: 'metrics', step: 1, values: { 'train/loss': 0 }, progress: { epoch: 1, epochs: 1, step: 1, steps: 1 } };
  yield { type: 'model', files: [{ path: FILE, bytes: new TextEncoder().encode(JSON.stringify({ smoothing, counts } satisfies Stored)) }], parameterCount: Object.keys(counts).length };
}

async function load({ readFile, dataset: { classes } }: LoadContext<'TEXT'>): Promise<LoadedModel<Prompt, 'TEXT'>> {
  const { smoothing, counts }: Stored = JSON.parse(new TextDecoder().decode(await readFile(FILE)));
  const logits = (text: string) => classes.map((_, k) => wordsOf(text).reduce((sum, word) => {
    const of = counts[word];
    return of ? sum + Math.log(((of[k] ?? 0) + smoothing) / ((counts['']?.[k] ?? 0) + 2 * smoothing)) : sum;
  }, 0));
  return {
    evaluate: async () => ({ loss: 0 }),
    classifier: { classes, logits: async ({ texts }) => Float32Array.from(texts.flatMap(logits)) },
    async *generate({ prompt: { text } }: GenerateContext<Prompt>): AsyncGenerator<Output, void, void> {
      const scores = logits(text ?? '');
      const highest = Math.max(...scores);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
      const probabilities = classes.map((label, k) => ({ label, probability: Math.exp((scores[k] ?? 0) - highest) / total })).sort((a, b) => b.probability - a.probability);
      yield { type: 'classification', label: probabilities[0]?.label ?? '', probabilities };
    },
    dispose: () => undefined,
  };
}

export const executor: Executor<typeof hyperparameters, Prompt, 'TEXT'> = { train, load };
