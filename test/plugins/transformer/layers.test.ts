/** The layers beside PyTorch's; `reference/layers.py` wrote the numbers down. */
import { readFileSync } from 'node:fs';
import type { NamedTensors, Tensor } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDecoderLayer } from '../../../plugins/transformer/layers/decoder-layer.ts';
import { createEncoderLayer } from '../../../plugins/transformer/layers/encoder-layer.ts';
import { causalMask, paddingMask } from '../../../plugins/transformer/layers/masks.ts';
import { inferencePass, type Network } from '../../../plugins/transformer/layers/network.ts';
import { sinusoidalPositions } from '../../../plugins/transformer/layers/positions.ts';
import { rotate, rotationOf } from '../../../plugins/transformer/layers/rotary.ts';
import { createNetwork, largestDifference, tf } from './layers-support.ts';

type Nested = number | Nested[];
const nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(nested)]));
const named = z.record(z.string(), nested);
const layerCase = z.object({ inputs: named, by: nested, weights: named, result: nested, gradients: named });
const expected = z
  .object({
    encoder: layerCase,
    decoder: layerCase,
    rotary: z.object({ x: nested, start: z.number(), result: nested }),
    sinusoidal: z.object({ positions: z.array(z.number()), size: z.number(), result: nested }),
  })
  .parse(JSON.parse(readFileSync(new URL('reference/layers.json', import.meta.url), 'utf8')));

const SIZES = { size: 8, heads: 2, feedForwardSize: 12, dropout: 0 };
const shapeOf = (value: Nested): number[] => (Array.isArray(value) ? [value.length, ...shapeOf(value[0] ?? [])] : []);
const tensorOf = (value: Nested) => tf.tensor([value].flat(9).map(Number), shapeOf(value));
const tensorsOf = (values: z.infer<typeof named>): NamedTensors => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]));

/** Result and all gradients of Σ result · by, for the inputs and for every weight. */
function compare(network: Network, wanted: z.infer<typeof layerCase>, run: (inputs: Record<string, Tensor>) => Tensor): void {
  network.weights.assign(tensorsOf(wanted.weights));
  const inputs = Object.fromEntries(Object.entries(wanted.inputs).map(([name, value]) => [name, tf.variable(tensorOf(value))]));
  const by = tensorOf(wanted.by);
  expect(largestDifference(run(inputs), tensorOf(wanted.result))).toBeLessThan(5e-6);

  const { grads } = tf.variableGrads(() => tf.sum(tf.mul(run(inputs), by)), [...Object.values(inputs), ...network.weights.variables]);
  const ofVariable = new Map([...Object.entries(inputs), ...network.weights.all].map(([name, { name: id }]) => [name, grads[id]]));
  for (const [name, value] of Object.entries(wanted.gradients)) {
    const gradient = ofVariable.get(name);
    if (gradient === undefined) throw new Error(`There is no gradient of ${name}.`);
    expect(largestDifference(gradient, tensorOf(value)), name).toBeLessThan(5e-5);
  }
}

describe('beside PyTorch', () => {
  it('an encoder layer with padding gives the same numbers and gradients', () => {
    const network = createNetwork();
    const layer = createEncoderLayer(network, 'layer', { ...SIZES, activation: 'GELU' });
    const tokens = tf.tensor2d([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], [2, 5], 'int32');
    compare(network, withPrefix(expected.encoder), ({ x }) => layer(required(x), paddingMask(tf, tokens), inferencePass));
  });

  it('a decoder layer with cross-attention gives the same numbers and gradients', () => {
    const network = createNetwork();
    const layer = createDecoderLayer(network, 'layer', { ...SIZES, activation: 'RELU', isCross: true });
    const mask = paddingMask(tf, tf.tensor2d([[1, 1, 1, 1], [1, 1, 0, 0]], [2, 4], 'int32'));
    compare(network, withPrefix(expected.decoder), ({ x, memory }) =>
      layer.run(required(x), { mask: causalMask(tf, 5), memory: { ...layer.remember(required(memory)), mask } }, inferencePass));
  });

  it('rotary and sinusoidal positions are the same', () => {
    const { x, start, result } = expected.rotary;
    const [rows, size] = [3, 6];
    const rotation = rotationOf(tf, Array.from({ length: rows }, (_, k) => start + k), size);
    expect(largestDifference(rotate(tf, tensorOf(x), rotation), tensorOf(result))).toBeLessThan(1e-6);
    const { positions, size: width, result: waves } = expected.sinusoidal;
    expect(largestDifference(sinusoidalPositions(tf, positions, width), tensorOf(waves))).toBeLessThan(1e-6);
  });
});

/** PyTorch's layer has no name; ours is called `layer`. */
function withPrefix(wanted: z.infer<typeof layerCase>): z.infer<typeof layerCase> {
  const prefixed = (values: z.infer<typeof named>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name in wanted.inputs ? name : `layer/${name}`, value]));
  return { ...wanted, weights: prefixed(wanted.weights), gradients: prefixed(wanted.gradients) };
}

function required(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error('An input is missing.');
  return tensor;
}
