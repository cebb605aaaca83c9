import type { ClassificationOutput, LoadContext, LoadedModel } from 'flywheel/plugin';
import { Weights } from '../../../layers/weights.ts';
import { readDescription, readWeights } from '../../../model-files.ts';
import type { Prompt } from '../../../prompt.ts';
import { classificationOutput } from '../output.ts';
import { refuseOtherFields } from '../../refuse-other-fields.ts';
import { ColumnCoder } from './columns.ts';
import { modelDescription } from './description.ts';
import { compilePrediction, evaluate } from './evaluate.ts';
import { LogisticRegression } from './logistic/regression.ts';
import { createFeatureTransformer, rowTensors } from './model.ts';
import { rowOf } from './row-of.ts';

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'TABULAR'>): Promise<LoadedModel<Prompt, 'TABULAR'>> {
  const { settings, classes, columns, codes, logistic } = await readDescription(modelDescription, readFile);
  const coder = new ColumnCoder(codes);
  const weights = new Weights(tf);
  const model = createFeatureTransformer({ tf, nn, weights }, coder, { ...settings, classes: classes.length }, 0);
  await readWeights(tf, weights, readFile);
  const predict = compilePrediction({ compile }, model);
  const simple = logistic && new LogisticRegression(coder, classes.length, logistic.weights);
  return {
    async evaluate({ data, split, signal }) {
      const metrics = await evaluate({ tf, coder, predict, logistic: simple }, data, split, signal);
      if (Object.keys(metrics).length === 0) throw new Error(`The split ${split} has no labelled row to evaluate on.`);
      return metrics;
    },
    classifier: {
      classes,
      async logits(batch) {
        const logits = tf.tidy(() => predict(rowTensors(tf, coder, coder.code(batch))));
        try {
          return Float32Array.from(await logits.data());
        } finally {
          logits.dispose();
        }
      },
    },
    async *generate({ prompt }): AsyncGenerator<ClassificationOutput, void, void> {
      refuseOtherFields(prompt, ['features'], 'A model of a table');
      const row = rowOf(columns, prompt.features);
      const logits = tf.tidy(() => predict(rowTensors(tf, coder, coder.code(row))));
      try {
        yield classificationOutput(classes, await logits.data());
      } finally {
        logits.dispose();
      }
    },
    dispose() {
      for (const owner of [predict, weights]) owner.dispose();
    },
  };
}
