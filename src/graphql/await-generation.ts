import { Generation } from '../domain/entities/generation.ts';
import type { Context } from './context.ts';

/**
 * The generation as it stands once it is finished, or once the seconds are over. The caller counts as a follower
 * meanwhile; one who hangs up is gone, one whose seconds are over only stops waiting.
 */
export async function awaitGeneration({ orm, feeds, followers, gone }: Context, generation: Generation, seconds: number, endsWork: boolean): Promise<Generation> {
  if (seconds === 0) return generation;
  const leave = await followers.follow(generation.id, endsWork);
  const events = feeds.generationEvents(generation.id);
  const stop = () => void events.return?.();
  const timer = setTimeout(stop, seconds * 1000);
  gone?.addEventListener('abort', stop, { once: true });
  if (gone?.aborted) stop();
  try {
    // Ends with the generation's last event, or when it is stopped.
    for await (const _batch of events);
  } finally {
    clearTimeout(timer);
    gone?.removeEventListener('abort', stop);
    leave(gone?.aborted ? 'GONE' : 'QUIETLY');
  }
  return orm.em.fork().findOneOrFail(Generation, generation.id);
}
