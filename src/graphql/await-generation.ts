import { Generation } from '../domain/entities/generation.ts';
import type { Context } from './context.ts';

/** The generation as it stands once it is finished, or once the seconds are over. */
export async function awaitGeneration({ orm, feeds }: Context, generation: Generation, seconds: number): Promise<Generation> {
  const events = feeds.generationEvents(generation.id);
  const timer = setTimeout(() => void events.return?.(), seconds * 1000);
  try {
    // Ends with the generation's last event, or when the timer ends it.
    for await (const _batch of events);
  } finally {
    clearTimeout(timer);
  }
  return orm.em.fork().findOneOrFail(Generation, generation.id);
}
