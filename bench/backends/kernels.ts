/** What the kernels that WASM was given cost, beside TensorFlow.js's pure JavaScript backend: `kernels.ts`. Prints a table; takes a minute. */
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { as4D } from '../../src/tensor/fallback/kernels/window.ts';
import { openWasm } from '../../src/tensor/fallback/wasm.ts';
import { layOut } from '../table.ts';
import { numbersFor } from './evaluate.ts';

/** The engine compiles WASM anew, and better, once a function has run for a while; JavaScript's calls are long enough for that. */
const WARM_UP_MS = 2_000;

type Shapes = readonly (readonly number[])[];
/** Sizes as in a VAE, a mobile network, an embedding of 500 words and an attention of 64 heads. */
const kernels: readonly { readonly name: string; readonly shapes: Shapes; readonly f: (tf: TensorFlow, ...inputs: Tensor[]) => Tensor }[] = [
  { name: "convolution, filter's gradient", shapes: [[8, 28, 28, 32], [3, 3, 32, 64]], f: (tf, x, w) => gradientOf(tf, 1, [x, w], (a, b) => tf.conv2d(a, b, 2, 'same')) },
  { name: "convolution, images' gradient", shapes: [[8, 28, 28, 32], [3, 3, 32, 64]], f: (tf, x, w) => gradientOf(tf, 0, [x, w], (a, b) => tf.conv2d(a, b, 2, 'same')) },
  { name: "depthwise, filter's gradient", shapes: [[8, 28, 28, 32], [3, 3, 32, 1]], f: (tf, x, w) => gradientOf(tf, 1, [x, w], (a, b) => tf.depthwiseConv2d(a, b, 1, 'same')) },
  { name: "depthwise, images' gradient", shapes: [[8, 28, 28, 32], [3, 3, 32, 1]], f: (tf, x, w) => gradientOf(tf, 0, [x, w], (a, b) => tf.depthwiseConv2d(a, b, 1, 'same')) },
  { name: 'sum by segments', shapes: [[1600, 32]], f: (tf, x) => tf.unsortedSegmentSum(need(x), tf.tensor1d(Array.from({ length: 1600 }, (_, k) => (k * 7919) % 500), 'int32'), 500) },
  { name: 'product, left factor transposed', shapes: [[512, 512], [512, 512]], f: (tf, x, y) => tf.matMul(need(x), need(y), true, false) },
  { name: 'products of a batch', shapes: [[64, 200, 64], [64, 200, 64]], f: (tf, x, y) => tf.matMul(need(x), need(y), false, true) },
];

const { tf } = await openWasm();
const rows = [['kernel', 'WASM ms', 'JavaScript ms', 'ratio']];
for (const { name, shapes, f } of kernels) {
  const milliseconds = async (backend: 'wasm' | 'cpu', leastCalls: number) => {
    await tf.setBackend(backend);
    const inputs = shapes.map((shape, k) => tf.tensor(numbersFor(shape, k), [...shape]));
    let least = Infinity;
    const end = performance.now() + WARM_UP_MS;
    for (let call = 0; call < leastCalls || performance.now() < end; call++) {
      const start = performance.now();
      tf.tidy(() => f(tf, ...inputs).dataSync());
      least = Math.min(least, performance.now() - start);
    }
    tf.dispose(inputs);
    return least;
  };
  const [wasm, javaScript] = [await milliseconds('wasm', 20), await milliseconds('cpu', 1)];
  rows.push([name, wasm.toFixed(1), javaScript.toFixed(0), (javaScript / wasm).toFixed(0)]);
}
console.log(layOut(rows));

/** The gradient of a convolution's images (0) or filter (1); like every gradient, with the convolution itself. */
function gradientOf(tensorFlow: TensorFlow, k: 0 | 1, [images, filter]: readonly (Tensor | undefined)[], f: (x: Tensor4D, w: Tensor4D) => Tensor): Tensor {
  const [x, w] = [as4D(tensorFlow, need(images)), as4D(tensorFlow, need(filter))];
  if (k === 0) return tensorFlow.grad((a: Tensor) => f(as4D(tensorFlow, a), w))(x);
  return tensorFlow.grad((b: Tensor) => f(x, as4D(tensorFlow, b)))(w);
}

function need(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error('A kernel has fewer shapes than its function takes.');
  return tensor;
}
