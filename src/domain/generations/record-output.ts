import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { StoredOutput } from '../stored-output.ts';
import { lockGeneration, recordEvent } from './record-event.ts';

/**
 * Appends an output and the event that says so. `index` counts from 0; an output of an index that is stored already is
 * dropped. False where the generation is no longer RUNNING: its maker should stop.
 */
export function recordOutput(em: EntityManager, id: string, index: number, output: StoredOutput): Promise<boolean> {
  return write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (generation?.state !== 'RUNNING') return false;
    if (index > generation.outputs.length) throw new Error(`Output ${index} of generation ${id} came before output ${generation.outputs.length}.`);
    if (index < generation.outputs.length) return true;
    generation.outputs = [...generation.outputs, output];
    await recordEvent(tx, generation, { type: 'OutputMade', output });
    return true;
  });
}
