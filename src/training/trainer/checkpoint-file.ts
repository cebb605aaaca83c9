import { z } from 'zod';
import { earlyStoppingState } from './early-stopping.ts';

/**
 * A checkpoint is one file in the safetensors format, which other tools read as well: 8 bytes with the length of the
 * header (little-endian), the header in JSON (each tensor's dtype, shape and place), the tensors' bytes. All that is
 * no tensor stands as JSON in the header's metadata, under `flywheel`.
 */
export interface CheckpointFile {
  readonly about: CheckpointAbout;
  readonly tensors: readonly RawTensor[];
}

export interface RawTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64';
  readonly shape: readonly number[];
  /** Little-endian, row by row. */
  readonly bytes: Uint8Array;
}

const checkpointAbout = z.object({
  formatVersion: z.literal(1),
  algorithm: z.string(),
  pluginVersion: z.string(),
  hyperparameters: z.record(z.string(), z.unknown()),
  seed: z.int(),
  /** Draws made from the run's random numbers. */
  randomPosition: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** The plugin's own. */
  state: z.record(z.string(), z.unknown()),
  earlyStopping: earlyStoppingState.nullable(),
  /** Time spent on training until then, over all attempts. */
  secondsTrained: z.number().nonnegative(),
});
export type CheckpointAbout = z.infer<typeof checkpointAbout>;

const dtypes = { float32: 'F32', int32: 'I32', bool: 'BOOL', complex64: 'C64' } as const;
const dtypeNames = { F32: 'float32', I32: 'int32', BOOL: 'bool', C64: 'complex64' } as const;
const METADATA = '__metadata__';
const ALIGNMENT = 8;

const tensorEntry = z.object({
  dtype: z.enum(['F32', 'I32', 'BOOL', 'C64']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const fileHeader = z.object({ [METADATA]: z.object({ flywheel: z.string() }) }).catchall(z.unknown());

/** The file in pieces, without a second copy of the tensors. */
export function encodeCheckpoint({ about, tensors }: CheckpointFile): Uint8Array[] {
  const header: Record<string, unknown> = { [METADATA]: { flywheel: JSON.stringify(about) } };
  let offset = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype: dtypes[dtype], shape, data_offsets: [offset, offset + bytes.byteLength] };
    offset += bytes.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc(-json.byteLength & (ALIGNMENT - 1), ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.byteLength));
  return [length, padded, ...tensors.map((tensor) => tensor.bytes)];
}

/** @throws where the bytes are no such file. */
export function decodeCheckpoint(file: Uint8Array): CheckpointFile {
  const view = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const start = 8 + Number(view.readBigUInt64LE());
  const { [METADATA]: metadata, ...entries } = fileHeader.parse(JSON.parse(view.toString('utf8', 8, start)));
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const { dtype, shape, data_offsets: [from, to] } = tensorEntry.parse(entry);
    return { name, dtype: dtypeNames[dtype], shape, bytes: file.subarray(start + from, start + to) };
  });
  return { about: checkpointAbout.parse(JSON.parse(metadata.flywheel)), tensors };
}
