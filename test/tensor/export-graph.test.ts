import { describe, expect, it } from 'vitest';
import type { NamedTensors, Tensor, TensorFlow } from 'flywheel/plugin';
import { attend } from '../../plugins/transformer/layers/attention.ts';
import { createEncoderLayer } from '../../plugins/transformer/layers/encoder-layer.ts';
import { inferencePass } from '../../plugins/transformer/layers/network.ts';
import { Weights } from '../../plugins/transformer/layers/weights.ts';
import { openBackend } from '../../src/tensor/backend.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const { tf } = await openBackend('tensorflow');
const { exportGraph, nn } = createTensorTools(tf, 'TENSORFLOW', console.warn);
const random = () => createRandom(tf, 'TENSORFLOW', 3);

/** The files as `tf.loadGraphModel` gets them in a browser; every operation runs in plain JavaScript there. */
async function runExported(files: ReturnType<typeof exportGraph>, inputs: NamedTensors): Promise<Record<string, number[]>> {
  const [model, weights] = files;
  const { modelTopology, weightsManifest, signature } = JSON.parse(new TextDecoder().decode(model!.bytes));
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    const loaded = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, signature, weightSpecs: weightsManifest[0].weights, weightData: weights!.bytes.slice().buffer }));
    const moved = Object.fromEntries(await Promise.all(Object.entries(inputs).map(async ([name, tensor]) => [name, tf.tensor(await tensor.array(), tensor.shape, tensor.dtype)])));
    const outputs = loaded.execute(moved, Object.keys(signature.outputs));
    const list = Array.isArray(outputs) ? outputs : [outputs];
    const values = await Promise.all(Object.keys(signature.outputs).map(async (name, index) => [name, [...(await list[index]!.data())]]));
    loaded.dispose();
    return Object.fromEntries(values);
  } finally {
    await tf.setBackend(before);
  }
}

async function same(run: (inputs: NamedTensors) => NamedTensors, inputs: NamedTensors): Promise<void> {
  const expected = tf.tidy(() => run(inputs));
  const files = exportGraph(run, inputs);
  const given = await runExported(files, inputs);
  for (const [name, tensor] of Object.entries(expected)) {
    const values = [...(await tensor.data())];
    expect(given[name]).toHaveLength(values.length);
    values.forEach((value, k) => expect(given[name]![k], `${name}[${k}]`).toBeCloseTo(value, 4));
  }
}

const x = tf.tensor2d([[1, -2, 3], [0.5, 4, -1]]);
const image = random().uniform([1, 8, 8, 2]);
const words = tf.tensor2d([[1, 2, 0]], [1, 3], 'int32');

const functions: [string, (tf: TensorFlow) => (inputs: NamedTensors) => NamedTensors, NamedTensors][] = [
  ['sums and products', (tf) => ({ x }) => ({ y: tf.sub(tf.mul(tf.add(x!, 2), x!), tf.div(x!, 4)) }), { x }],
  ['comparisons', (tf) => ({ x }) => ({ y: tf.where(tf.logicalAnd(tf.greater(x!, 0), tf.notEqual(x!, 4)), x!, tf.zerosLike(x!)) }), { x }],
  ['curves', (tf) => ({ x }) => ({ a: tf.tanh(x!), b: tf.sigmoid(x!), c: tf.erf(x!), d: tf.leakyRelu(x!, 0.1), e: tf.softplus(x!) }), { x }],
  ['reductions', (tf) => ({ x }) => ({ a: tf.mean(x!, 1, true), b: tf.sum(x!), c: tf.max(x!, 0), d: tf.argMax(x!, 1) }), { x }],
  ['shapes', (tf) => ({ x }) => ({ y: tf.concat([tf.reshape(tf.transpose(x!), [2, 3]), tf.slice(tf.tile(x!, [2, 1]), [1, 0], [2, 3])], 0), z: tf.stack(tf.unstack(x!, 1)) }), { x }],
  ['matrix products', (tf) => ({ x }) => ({ y: tf.matMul(x!, x!, false, true), z: tf.softmax(tf.matMul(x!, tf.ones([3, 4]))) }), { x }],
  ['embeddings', (tf) => ({ words }) => ({ y: tf.gather(tf.range(0, 12).reshape([3, 4]), words!), z: tf.oneHot(words!, 3) }), { words }],
  ['convolutions', (tf) => ({ image }) => ({
    y: tf.conv2d(image!.as4D(1, 8, 8, 2), tf.ones([3, 3, 2, 4]), 2, 'same'), z: tf.maxPool(image!.as4D(1, 8, 8, 2), 2, 2, 'valid'),
    t: tf.conv2dTranspose(image!.as4D(1, 8, 8, 2), tf.ones([4, 4, 3, 2]), [1, 16, 16, 3], 2, 'same'),
  }), { image }],
  ['an input that is an output', () => ({ x }) => ({ x: x! }), { x }],
];

describe('an exported graph gives, in plain JavaScript, what the function gives:', () => {
  it.each(functions)('%s', async (_name, run, inputs) => same(run(tf), inputs));

  it('attention with a mask', async () => {
    const q = random().normal([1, 2, 3, 4]);
    const mask = tf.tensor4d([0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0], [1, 1, 3, 3]);
    await same(({ q }) => ({ y: attend(tf, q!, q!, q!, mask) }), { q });
  });

  it('a Transformer layer, whose normalization is a kernel of our own elsewhere', async () => {
    const weights = new Weights(tf, random());
    const layer = createEncoderLayer({ tf, nn, weights }, 'layer', { size: 8, heads: 2, feedForwardSize: 16, dropout: 0.1 });
    const x = random().normal([1, 5, 8]);
    await same(({ x }) => ({ y: layer(x!, undefined, inferencePass) }), { x });
    weights.dispose();
  });
});

it('weights are written once, and what depends on no input is a constant', () => {
  const kernel = tf.variable(tf.ones([3, 3]));
  const { memory } = tf;
  const before = memory().numTensors;
  const [model, weights] = exportGraph(({ x }) => ({ y: tf.matMul(tf.matMul(x!, tf.mul(kernel, 2)), kernel), z: tf.matMul(x!, kernel) }), { x }, { folder: 'net', metadata: { classes: ['a'] } });
  expect(memory().numTensors).toBe(before);
  expect([model!.path, weights!.path]).toEqual(['net/model.json', 'net/weights.bin']);
  const { weightsManifest, userDefinedMetadata, signature } = JSON.parse(new TextDecoder().decode(model!.bytes));
  expect(weightsManifest[0].weights).toEqual([0, 1].map((k) => ({ name: `constant_${k}`, shape: [3, 3], dtype: 'float32' })));
  expect(weights!.bytes.byteLength).toBe(2 * 9 * 4);
  expect(userDefinedMetadata).toEqual({ classes: ['a'] });
  expect(signature.inputs.x).toEqual({ name: 'x:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '2' }, { size: '3' }] } });
});

it('named weights stand in the files under their names, used or not', async () => {
  const kernel = tf.variable(tf.ones([3, 3]));
  const unused = tf.variable(tf.scalar(7));
  const run = ({ x }: NamedTensors) => ({ y: tf.matMul(x!, tf.mul(kernel, 2)) });
  const files = exportGraph(run, { x }, { weights: { 'net/kernel': kernel, unused } });
  const { weightsManifest } = JSON.parse(new TextDecoder().decode(files[0]!.bytes));
  expect(weightsManifest[0].weights.map(({ name }: { name: string }) => name)).toEqual(['net/kernel', 'unused', 'constant_2']);
  expect((await runExported(files, { x }))['y']).toEqual([...tf.matMul(x, tf.fill([3, 3], 2)).dataSync()]);
});

it('an operation that graph models do not have is refused by its name, and nothing stays patched', async () => {
  const run = ({ x }: NamedTensors): Record<string, Tensor> => ({ y: tf.cumsum(x!, 1, true, true) });
  expect(() => exportGraph(run, { x })).toThrow('The operation Cumsum cannot be exported');
  await same(({ x }) => ({ y: tf.relu(x!) }), { x });
});
