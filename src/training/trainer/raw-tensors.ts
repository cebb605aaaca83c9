import type { NamedTensors, Tensor, TensorFlow } from '../../plugin/index.ts';
import type { RawTensor } from './checkpoint-file.ts';
import { TrainingFailure } from './failure.ts';

/** Copies tensors out of the backend, bit by bit. */
export function copyTensors(tensors: NamedTensors): Promise<RawTensor[]> {
  return Promise.all(Object.entries(tensors).map(([name, tensor]) => copyTensor(name, tensor)));
}

async function copyTensor(name: string, tensor: Tensor): Promise<RawTensor> {
  const { dtype } = tensor;
  if (dtype === 'string') throw new TrainingFailure(`The checkpoint's tensor ${name} holds text; put text into its state.`);
  const values = await tensor.data();
  // The backend may hand out its own memory; the generator goes on while the file is written.
  const bytes = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return { name, dtype, shape: tensor.shape, bytes };
}

/** New tensors of the same bits; the caller disposes them. */
export function makeTensors(tf: TensorFlow, raw: readonly RawTensor[]): NamedTensors {
  return Object.fromEntries(raw.map((tensor) => [tensor.name, makeTensor(tf, tensor)]));
}

function makeTensor(tf: TensorFlow, { dtype, shape, bytes }: RawTensor): Tensor {
  // A copy begins at 0, and so is aligned for every type.
  const { buffer } = Uint8Array.from(bytes);
  switch (dtype) {
    case 'bool':
      return tf.tensor(new Uint8Array(buffer), [...shape], 'bool');
    case 'int32':
      return tf.tensor(new Int32Array(buffer), [...shape], 'int32');
    case 'float32':
      return tf.tensor(new Float32Array(buffer), [...shape], 'float32');
    case 'complex64': {
      const pairs = new Float32Array(buffer);
      const part = (offset: number) => tf.tensor(pairs.filter((_, index) => index % 2 === offset), [...shape], 'float32');
      return tf.tidy(() => tf.complex(part(0), part(1)));
    }
  }
}
