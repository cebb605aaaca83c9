import type { Checkpoint, Checkpoints, TensorFlow } from '../plugin/index.ts';
import type { PositionedRandom } from '../tensor/random.ts';
import type { RawTensor } from '../training/trainer/checkpoint-file.ts';
import { copyTensors, makeTensors } from '../training/trainer/raw-tensors.ts';

/** A checkpoint as a server stores it: numbers, not tensors. */
export interface TestCheckpoint {
  readonly step: number;
  readonly state: Readonly<Record<string, unknown>>;
  readonly tensors: readonly RawTensor[];
  /** Random numbers drawn before it. */
  readonly randomPosition: number;
}

export async function keepCheckpoint({ step, state, tensors }: Checkpoint, random: PositionedRandom): Promise<TestCheckpoint> {
  return { step, state: structuredClone(state), tensors: await copyTensors(tensors), randomPosition: random.position() };
}

/** @param dueEvery a checkpoint is due each time that the plugin has asked so often; never where undefined. */
export function testCheckpoints(tf: TensorFlow, random: PositionedRandom, from: TestCheckpoint | undefined, dueEvery: number | undefined): Checkpoints {
  let asked = 0;
  return {
    async latest() {
      if (from === undefined) return undefined;
      random.moveTo(from.randomPosition);
      return { step: from.step, state: from.state, tensors: makeTensors(tf, from.tensors) };
    },
    best: async () => undefined,
    due: () => dueEvery !== undefined && ++asked % dueEvery === 0,
  };
}
