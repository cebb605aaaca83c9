/** GFLOP/s of a 2048² matrix product in float32 and in bfloat16, the best of several. Prints one JSON line. */
import { openBackend } from '../../src/tensor/backend.ts';
import { nativeBinding } from '../native-binding.ts';

const SIZE = 2048;
const BUDGET_MS = 2_500;
/** TensorFlow's numbers for its types. TensorFlow.js has no name for bfloat16, so ops on it are run on the binding. */
const TYPES = { float32: 1, bfloat16: 14 } as const;

const { tf } = await openBackend('tensorflow');
const binding = nativeBinding(tf);
const attribute = (name: string, type: number) => ({ name, type: binding.TF_ATTR_TYPE, value: type });
const flag = (name: string) => ({ name, type: binding.TF_ATTR_BOOL, value: false });

function one(op: string, attributes: readonly object[], inputs: readonly number[]): number {
  const [output] = binding.executeOp(op, attributes, inputs, 1);
  if (output === undefined) throw new Error(`The op ${op} gave nothing.`);
  return output.id;
}

function bestGflops(type: number): number {
  const numbers = tf.randomUniform([SIZE, SIZE], -1, 1).dataSync();
  const source = binding.createTensor([SIZE, SIZE], TYPES.float32, numbers);
  const a = one('Cast', [attribute('SrcT', TYPES.float32), attribute('DstT', type), flag('Truncate')], [source]);
  const multiply = () => {
    const start = performance.now();
    const c = one('MatMul', [attribute('T', type), flag('transpose_a'), flag('transpose_b')], [a, a]);
    const milliseconds = performance.now() - start;
    binding.deleteTensor(c);
    return milliseconds;
  };
  let best = multiply();
  for (const end = performance.now() + BUDGET_MS; performance.now() < end; ) best = Math.min(best, multiply());
  return Math.round((2 * SIZE ** 3) / best / 1e6);
}

console.log(JSON.stringify({ float32_gflops: bestGflops(TYPES.float32), bfloat16_gflops: bestGflops(TYPES.bfloat16), size: SIZE }));
