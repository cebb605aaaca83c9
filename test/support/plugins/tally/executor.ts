import { createHash } from 'node:crypto';
import type { Batch, Executor } from 'flywheel/plugin';
import type { Hyperparameters, prompt } from './index.ts';

/** Tells of each step: samples of each class (`train/class_0`, …), their weights together, and a number that stands for what they were and their order. */
export const executor: Executor<Hyperparameters, typeof prompt> = {
  async *train({ hyperparameters: hp, data, seed, tf, checkpoints }) {
    const stepsPerEpoch = Math.ceil(data.counts.TRAIN / hp.batchSize);
    const steps = hp.epochs * stepsPerEpoch;
    const resumed = await checkpoints.latest();
    tf.dispose(Object.values(resumed?.tensors ?? {}));
    const split = { count: 0, weight: 0 };
    for (const name of ['VALIDATION', 'TEST'] as const) {
      for await (const batch of data.batches({ split: name, size: 1000 })) {
        split.count += batch.count;
        if ('weights' in batch) split.weight += 1;
      }
    }
    let step = resumed?.step ?? 0;
    while (step < steps) {
      const epoch = Math.floor(step / stepsPerEpoch);
      for await (const batch of data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from: step % stepsPerEpoch })) {
        step += 1;
        if (step === hp.waitAt && !resumed) await new Promise<never>(() => undefined);
        const progress = { epoch: Math.floor(step / stepsPerEpoch), epochs: hp.epochs, step, steps };
        yield { type: 'metrics', step, progress, values: { ...tallied(batch, data.classes.length), 'train/held_out': split.count, 'train/held_out_weighted': split.weight, 'validation/loss': 1 / step } };
        if (checkpoints.due()) {
          const tensor = tf.scalar(step);
          yield { type: 'checkpoint', step, tensors: { step: tensor }, state: {} };
          tensor.dispose();
        }
      }
    }
    yield { type: 'model', files: [{ path: 'nothing.bin', bytes: Uint8Array.of(1) }], parameterCount: 0 };
  },
  load: async () => ({ evaluate: async () => ({ loss: 0 }), async *generate() {}, dispose() {} }),
};

function tallied(batch: Batch, classes: number): Record<string, number> {
  const labels = 'labels' in batch ? [...batch.labels] : [];
  const weights = 'weights' in batch ? batch.weights : undefined;
  const content = Object.values(batch).map((part: unknown) => (ArrayBuffer.isView(part) ? Buffer.from(part.buffer, part.byteOffset, part.byteLength) : JSON.stringify(part)));
  const hash = createHash('sha256');
  for (const part of content) hash.update(part);
  return {
    ...Object.fromEntries(Array.from({ length: classes }, (_, index) => [`train/class_${index}`, labels.filter((label) => label === index).length])),
    'train/unlabelled': labels.filter((label) => label < 0).length,
    ...(weights ? Object.fromEntries(Array.from({ length: classes }, (_, index) => [`train/weight_${index}`, labels.reduce((sum, label, k) => sum + (label === index ? (weights[k] ?? NaN) : 0), 0)])) : {}),
    'train/content': hash.digest().readUInt32LE(0),
  };
}
