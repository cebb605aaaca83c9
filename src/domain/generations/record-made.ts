import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { Generation } from '../entities/generation.ts';
import { GenerationEvent } from '../entities/generation.ts';
import type { GenerationEventPayload, StoredOutput } from '../stored-output.ts';
import { lockGeneration, recordEvents } from './record-event.ts';

/** What a model made. Outputs are counted from 0; a text is a piece of the output of its index, which follows whole. */
export type Made =
  | { readonly type: 'output'; readonly index: number; readonly output: StoredOutput }
  /** `from`: characters (UTF-16 units) of the pieces before it. */
  | { readonly type: 'text'; readonly index: number; readonly from: number; readonly text: string };

/**
 * Stores outputs and pieces of text with the events that say so, in one transaction. What is stored already, by its
 * index and place, is dropped, so that two makers of one generation do no harm. False where the generation is no longer
 * RUNNING: its maker should stop.
 */
export function recordMade(em: EntityManager, id: string, made: readonly Made[]): Promise<boolean> {
  return write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (generation?.state !== 'RUNNING') return false;
    let length = made.some(({ type }) => type === 'text') ? await storedTextLength(tx, generation) : 0;
    const outputs = [...generation.outputs];
    const events: GenerationEventPayload[] = [];
    for (const one of made) {
      if (one.index > outputs.length) throw new Error(`Generation ${id}: ${one.type} ${one.index} came before output ${outputs.length}.`);
      if (one.index < outputs.length) continue;
      if (one.type === 'output') {
        outputs.push(one.output);
        events.push({ type: 'OutputMade', output: one.output });
        length = 0;
      } else if (one.from + one.text.length > length) {
        if (one.from > length) throw new Error(`Generation ${id}: the text from ${one.from} of output ${one.index} came before that from ${length}.`);
        const text = one.text.slice(length - one.from).toWellFormed();
        addText(events, { type: 'TextGenerated', output: one.index, from: length, text });
        length += text.length;
      }
    }
    if (outputs.length > generation.outputs.length) generation.outputs = outputs;
    await recordEvents(tx, generation, events);
    return true;
  });
}

type TextGenerated = Extract<GenerationEventPayload, { type: 'TextGenerated' }>;

/** Pieces that come together are one event. */
function addText(events: GenerationEventPayload[], piece: TextGenerated): void {
  const last = events.at(-1);
  if (last?.type !== 'TextGenerated') events.push(piece);
  else events[events.length - 1] = { ...last, text: last.text + piece.text };
}

/** Characters stored of the output that is being made. The generation's newest event tells. */
export async function storedTextLength(tx: EntityManager, generation: Generation): Promise<number> {
  const newest = await tx.findOne(GenerationEvent, { generation: generation.id, number: generation.eventCount });
  return newest?.payload.type === 'TextGenerated' ? newest.payload.from + newest.payload.text.length : 0;
}
