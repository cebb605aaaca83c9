import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { endIfUnwanted } from './shadows.ts';
import { lockGeneration, recordEvents } from './record-event.ts';
import { storedTextLength } from './record-made.ts';

/** What a serving process needs to know to make a generation. */
export interface ClaimedGeneration {
  readonly id: string;
  readonly createdAt: Date;
  readonly prompt: Readonly<Record<string, unknown>>;
  /** Outputs that an earlier delivery of the job has stored already. */
  readonly outputCount: number;
  /** Characters of the next output's text that are stored already. */
  readonly textLength: number;
  readonly modelVersion: {
    readonly id: string;
    /** A plugin's key. */
    readonly algorithm: string;
    readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
    readonly dataset: DatasetDescription;
  };
}

/**
 * Takes a generation for making: RUNNING, and said so. Undefined where it is finished or gone. One that is RUNNING
 * already was left by a lost worker, or is still being made by a slow one: what is made is stored by its
 * place, so two makers do no harm.
 *
 * @param onGpu  whether the worker has a GPU, for what it costs
 */
export function claimGeneration(em: EntityManager, id: string, onGpu = false): Promise<ClaimedGeneration | undefined> {
  return write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (!generation || (generation.state !== 'QUEUED' && generation.state !== 'RUNNING')) return undefined;
    if (await endIfUnwanted(tx, generation)) return undefined;
    generation.startedAt ??= new Date();
    generation.onGpu = onGpu;
    if (generation.state === 'QUEUED') {
      generation.state = 'RUNNING';
      await recordEvents(tx, generation, [{ type: 'GenerationStateChanged', state: 'RUNNING', message: null }]);
    }
    const version = await generation.modelVersion.loadOrFail();
    const model = await version.model.loadOrFail();
    return {
      id,
      createdAt: generation.createdAt,
      prompt: generation.prompt,
      outputCount: generation.outputs.length,
      textLength: await storedTextLength(tx, generation),
      modelVersion: { id: version.id, algorithm: model.algorithm, files: version.files, dataset: version.dataset },
    };
  });
}
